"""What is written down: models, queries, migrations, outbox, audit log, blobs."""
