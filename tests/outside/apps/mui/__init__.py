"""A React application of MUI's components, built with Vite."""
