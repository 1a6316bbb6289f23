"""The one door in: bytes → text → nodes with places → values."""
