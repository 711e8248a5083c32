"""What only the screen needs: the frame of every page, caches, inputs and charts."""
