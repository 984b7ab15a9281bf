"""How editions are made now, by name: one that was made in another way is made anew."""

import hashlib

from index.fusion import Weights

STORIES = "minhash-64-w3-r40-c60-d7-1"
"""Names how stories are told apart (`index.stories`)."""

CALIBRATION = "made-1/" + hashlib.sha256(repr(Weights()).encode()).hexdigest()[:8]
"""Names how scores are measured (`index.calibrating`) and the weights that are measured."""
