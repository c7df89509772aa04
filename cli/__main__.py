"""`python -m intercoder.cli`, where the program itself is not on the search path."""

from .main import main

main(prog_name="intercoder")
