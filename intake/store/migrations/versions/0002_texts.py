"""The tables of the door for texts."""

import sqlalchemy as sa
from alembic import op
from intake.store.types import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "text_conversations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("wakes_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_conversations")),
        sa.UniqueConstraint("tag", name=op.f("uq_text_conversations_tag")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("text_conversations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_text_conversations_wakes_at"), ["wakes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_text_conversations_expires_at"), ["expires_at"], unique=False)

    for name, tag_is_optional in (("text_inbound", False), ("text_outgoing", True)):
        op.create_table(
            name,
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column("tag", sa.LargeBinary(), nullable=tag_is_optional),
            sa.Column("body", sa.LargeBinary(), nullable=False),
            sa.Column("kept_until", sa.Date(), nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
            sa.UniqueConstraint("tag", name=op.f(f"uq_{name}_tag")),
            sqlite_with_rowid=False,
        )
    op.create_table(
        "text_erasures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("kept_until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_erasures")),
        sa.UniqueConstraint("tag", name=op.f("uq_text_erasures_tag")),
        sqlite_with_rowid=False,
    )
    for name in ("text_inbound", "text_outgoing", "text_erasures"):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{name}_kept_until"), ["kept_until"], unique=False)


def downgrade() -> None:
    """Go down."""
    for name in ("text_erasures", "text_outgoing", "text_inbound"):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{name}_kept_until"))
        op.drop_table(name)
    with op.batch_alter_table("text_conversations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_text_conversations_expires_at"))
        batch_op.drop_index(batch_op.f("ix_text_conversations_wakes_at"))
    op.drop_table("text_conversations")
