"""What do the pages of projects draw?"""
