"""Answers 1 / x; zero is an error of one answer, what is below zero one of the model."""
import triton_python_backend_utils as backend


class TritonPythonModel:
    def execute(self, requests):
        return [self.answer(backend.get_input_tensor_by_name(request, "x").as_numpy()) for request in requests]

    def answer(self, x):
        if x[0] < 0:
            raise ValueError("below zero")
        if x[0] == 0:
            return backend.InferenceResponse([], error=backend.TritonError("zero"))
        return backend.InferenceResponse([backend.Tensor("y", 1 / x)])
