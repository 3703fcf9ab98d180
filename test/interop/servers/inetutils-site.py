"""
Does what inetd does for GNU inetutils' ftpd, which cannot be told a port of its own: hands it each connection.
Arguments: address, port, and the program with its own arguments.
"""

import signal
import socket
import subprocess
import sys

address, port, *command = sys.argv[1:]
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
family = socket.AF_INET6 if ":" in address else socket.AF_INET
with socket.create_server((address, int(port)), family=family) as server:
    while True:
        connection, _ = server.accept()
        with connection:
            subprocess.Popen(command, stdin=connection, stdout=connection)
