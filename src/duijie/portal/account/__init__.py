"""What people keep, change and take with them of their own account, and the way out."""
