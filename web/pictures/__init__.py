"""Pictures: exact numbers to places on a line; `templates/pictures.html` draws them as SVG.

Nothing here knows a colour, a language or an element: a picture is laid out in percent of the
width that it is given, so that its text keeps its size from a phone to a wide screen.
"""
