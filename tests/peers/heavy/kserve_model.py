"""A model behind KServe's own server: kserve_model.py PORT. It answers 1 / x; zero is an error of the model."""
import sys

from kserve import Model, ModelServer
from kserve.protocol.rest import server


class Fraud(Model):
    def __init__(self):
        super().__init__("fraud")
        self.ready = True

    def predict(self, payload, headers=None):
        return {"predictions": [1 / value for value in payload["instances"]]}


# KServe listens on every address of the machine; a test listens on this one alone.
config = server.uvicorn.Config
server.uvicorn.Config = lambda *arguments, **settings: config(*arguments, **{**settings, "host": "127.0.0.1"})
ModelServer(http_port=int(sys.argv[1]), workers=1, enable_grpc=False).start([Fraud()])
