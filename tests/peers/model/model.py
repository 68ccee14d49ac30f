"""A small model behind a real model server: a logistic score of two features."""

import asyncio

import numpy as np
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse


class FraudScore(MLModel):
    """Answers the score of each row; a row that is not two numbers is an error, as in production."""

    async def load(self) -> bool:
        self.weights = np.array([0.8, -0.3])
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        rows = NumpyCodec.decode_input(payload.inputs[0])
        # A row with a larger second feature takes longer, so that response times have a distribution.
        await asyncio.sleep(0.02 * abs(float(rows[0][1])))
        score = 1.0 / (1.0 + np.exp(-(rows @ self.weights)))
        return InferenceResponse(
            model_name=self.name, outputs=[NumpyCodec.encode_output("score", score)]
        )
