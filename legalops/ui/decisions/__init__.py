"""How are questions asked, options compared, outcomes recorded and decisions looked back on?"""
