from gatepost.__about__ import __version__
