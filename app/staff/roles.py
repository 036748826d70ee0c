"""Roles and what they may do. Pure: one enum, one table."""

from enum import StrEnum


class Permission(StrEnum):
    """Read and write apart. Every route declares one of these, or that it is public."""

    FLOWS_READ = "flows:read"
    FLOWS_WRITE = "flows:write"
    FLOWS_PUBLISH = "flows:publish"
    ANSWERS_READ = "answers:read"
    CITIZENS_READ = "citizens:read"
    CITIZENS_WRITE = "citizens:write"
    SEGMENTS_READ = "segments:read"
    SEGMENTS_WRITE = "segments:write"
    BROADCASTS_READ = "broadcasts:read"
    BROADCASTS_WRITE = "broadcasts:write"
    BROADCASTS_SEND = "broadcasts:send"
    RICH_MENUS_READ = "rich_menus:read"
    RICH_MENUS_WRITE = "rich_menus:write"
    RICH_MENUS_PUBLISH = "rich_menus:publish"
    EXPORTS_READ = "exports:read"
    EXPORTS_WRITE = "exports:write"
    MEDIA_READ = "media:read"
    MEDIA_WRITE = "media:write"
    STAFF_READ = "staff:read"


class Role(StrEnum):
    SYSTEM_ADMINISTRATOR = "system_administrator"
    AUTHOR = "author"
    VIEWER = "viewer"


ROLE_NAMES = {
    Role.SYSTEM_ADMINISTRATOR: "システム管理者",
    Role.AUTHOR: "作成者",
    Role.VIEWER: "閲覧者",
}

_READ = frozenset(
    {
        Permission.FLOWS_READ,
        Permission.SEGMENTS_READ,
        Permission.BROADCASTS_READ,
        Permission.RICH_MENUS_READ,
        Permission.MEDIA_READ,
    }
)
_WRITE = frozenset(
    {
        Permission.FLOWS_WRITE,
        Permission.FLOWS_PUBLISH,
        Permission.ANSWERS_READ,
        Permission.CITIZENS_READ,
        Permission.CITIZENS_WRITE,
        Permission.SEGMENTS_WRITE,
        Permission.BROADCASTS_WRITE,
        Permission.BROADCASTS_SEND,
        Permission.RICH_MENUS_WRITE,
        Permission.RICH_MENUS_PUBLISH,
        Permission.MEDIA_WRITE,
    }
)

# Taking data out of the system, and seeing who works here, is for administrators alone.
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _READ,
    Role.AUTHOR: _READ | _WRITE,
    Role.SYSTEM_ADMINISTRATOR: frozenset(Permission),
}


def may(role: Role, permission: Permission) -> bool:
    return permission in ROLE_PERMISSIONS[role]
