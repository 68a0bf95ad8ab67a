"""What a login decides: users, passwords, answers, and what follows from them."""
