"""Serves the model file whose path it is given, over OpenAI's protocol, until it is killed; prints its address."""

import signal
import sys

import xllamacpp


def serve(path: str, tokens: int) -> None:
    params = xllamacpp.CommonParams()
    params.model.path = path
    params.n_ctx = tokens
    params.n_parallel = 1
    params.n_gpu_layers = 0
    params.warmup = False
    # Two threads on a busy machine are slower than one.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    signal.pause()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
