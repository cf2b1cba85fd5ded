"""Which encoder to use."""

from .encoder import Encoder


def load_encoder(where: str, *, model: str = "", key: str = "") -> Encoder:
    """Return the encoder of this machine, or one on a server.

    *where* is "local" or the URL of a server with OpenAI's ``/v1/embeddings``, which
    may have several models, of which *model* is used, and ask for a *key*.

    Raises MissingEncoderError if "local" is not installed.
    """
    # Imported here because either takes time, and most programs need none.
    if where == "local":
        from .local import LocalEncoder

        return LocalEncoder()
    from .remote import RemoteEncoder

    return RemoteEncoder(where, model, key)
