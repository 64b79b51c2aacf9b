"""What a trial ends with when it has shown a defect."""


class LostError(Exception):
    """Something was lost, or came twice, or ended that should have gone on; the text says what."""
