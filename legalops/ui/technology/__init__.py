"""Systems, their contracts and seats, what people think of them, and how new ones are chosen."""
