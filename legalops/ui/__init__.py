"""What stands between the pages and everything else; the only code that knows Streamlit."""
