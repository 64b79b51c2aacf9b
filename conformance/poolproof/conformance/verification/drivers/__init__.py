"""What tries sequences on a subject, a driver a file; ``course.py`` says in which order."""
