"""The flow engine: runs one turn of a conversation.

Pure: no Flask, no database, no network, no clock, no random source of its own.

Modules are imported by name:

- ``definition.parse`` reads a flow document; ``inspect.lint`` finds what is wrong with one, finished or not.
- ``turn.turn`` takes a session and an input and gives the next session, events and the path.
- ``services.Services`` is what the engine asks of the outside; ``memory.MemoryServices`` answers from memory.
- ``nodes`` holds one file per node type and the registry.

The format is described in ``docs/flow-format.md``.
"""
