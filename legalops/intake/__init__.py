"""Bytes in, a checked draft out; knows neither the store nor Streamlit."""
