"""Which encoder to use."""

from .encoder import Encoder


def load_encoder(where: str, *, model: str = "", key: str = "") -> Encoder:
    """Return the encoder "local", or that of *model* on the server at a URL.

    Raises MissingEncoderError if "local" is not installed.
    """
    # Imported here because either takes time, and most programs need none.
    if where == "local":
        from .local import LocalEncoder

        return LocalEncoder()
    from .remote import RemoteEncoder

    return RemoteEncoder(where, model, key)
