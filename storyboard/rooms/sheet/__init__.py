"""The shot list as a sheet: its columns, its rows, what of it is shown, what is written and pasted into it."""
