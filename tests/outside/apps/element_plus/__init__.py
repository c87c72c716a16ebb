"""A Vue application of Element Plus's components, built with Vite."""
