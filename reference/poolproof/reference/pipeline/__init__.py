"""The pipeline Ingest, Transform, Load, Reflex and Emit: a file a stage, and ``pipeline`` that runs them."""
