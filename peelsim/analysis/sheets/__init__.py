"""What is drawn on: figures as they are asked for, their places on a sheet, and whole pages of them."""
