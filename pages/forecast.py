"""Where the fiscal year ends: the forecast, the record of its methods, and how it moved."""

import streamlit as st

from legalops.ui import forecast, forecast_record, forecast_track, overview

if overview.is_empty():
    overview.first_step()
    st.stop()

view = forecast.view()
forecast.message(view)
forecast.cards(view)
forecast.first_step()
forecast.months(view)
forecast.areas(view)
forecast_track.exceptional(view)
forecast_record.draw(view)
forecast_track.moved(view)
forecast_track.came(view)
