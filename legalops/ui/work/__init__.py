"""What the pages of goals, decisions, projects and their like share: forms, links, history."""
