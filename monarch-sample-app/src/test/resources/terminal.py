"""Sits at a pseudo-terminal and types what a person would; says what went wrong."""
import os
import pty
import re
import select
import struct
import fcntl
import sys
import termios
import time

command, folder = sys.argv[2:], sys.argv[1]
pid, fd = pty.fork()
if pid == 0:
    os.chdir(folder)
    os.environ["TERM"] = "xterm"
    os.execvp(command[0], command)
seen = ""
mark = 0


def size(columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))


def until(pattern, seconds=60):
    """Read until something is shown behind the last thing that was waited for."""
    global seen, mark
    end = time.time() + seconds
    while time.time() < end:
        found = re.search(pattern, seen[mark:])
        if found:
            mark += found.end()
            return found
        if select.select([fd], [], [], 0.2)[0]:
            try:
                data = os.read(fd, 65536)
            except OSError:
                data = b""
            if not data:
                break
            seen += re.sub(r"\x1b\[[?0-9;]*[a-zA-Z]|\x1b[=>]", "", data.decode("utf-8", "replace"))
    print("never seen: " + pattern + "\n--- what was seen:\n" + seen)
    os.kill(pid, 9)
    sys.exit(1)


def type_(text):
    os.write(fd, text.encode())


def answer(question, offset):
    left, right = int(question.group(1)), int(question.group(2))
    type_(str(left * right + offset) + "\r")


size(120)
until(r"monarch> ")
type_("list-env\t")
until(r"list-environments")
type_("\r")
until(r"production +127")
until(r"monarch> ")
type_("migrate pro\t")
until(r"migrate production")
type_("\r")
answer(until(r"What is (\d+) x (\d+)\? "), 1)
until(r"is not the answer")
until(r"monarch> ")
type_("migrate production\r")
answer(until(r"What is (\d+) x (\d+)\? "), 0)
until(r"Applied 202611180930_create_campaigns")
until(r"monarch> ")
size(60)
type_("list-migrations production\r")
until(r"COMPLETED")
until(r"monarch> ")
type_("copy-db production:dev\t")
until(r"copy-db production:development")
type_("\r")
until(r"Go on\? \[y/N\] ")
type_("n\r")
until(r"Not confirmed")
until(r"monarch> ")
type_("migrat development\r")
until(r"Did you mean 'migrate'\?")
until(r"monarch> ")
type_("half a line\x03")
until(r"monarch> ")
type_("\x04")
end = time.time() + 30
while time.time() < end:
    done, status = os.waitpid(pid, os.WNOHANG)
    if done:
        sys.exit(os.waitstatus_to_exitcode(status))
    if select.select([fd], [], [], 0.1)[0]:
        try:
            os.read(fd, 65536)
        except OSError:
            pass
print("the shell did not end\n" + seen)
os.kill(pid, 9)
sys.exit(1)
