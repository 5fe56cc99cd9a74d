@rem npm scripts begin with `exec`, so that on Linux and macOS a signal to npm reaches Node and not a shell between them.
@rem cmd.exe has no such word; this file gives it one.
@%*
