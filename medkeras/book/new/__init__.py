"""What an author begins with: skeletons of chapters, data sets, exercises."""
