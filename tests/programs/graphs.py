"""Network files beyond one chain of layers: sequences, several inputs, noise, states, labels."""

GRAPHS = {
    "recurrent": """
input = [5, 3]
loss = "squared_error"

[[layers]]
formula = "simple_rnn"
units = 4

[[layers]]
formula = "dense"
units = 2
""",
    "the answer is recurrent": """
input = [5, 3]
loss = "squared_error"

[[layers]]
formula = "simple_rnn"
units = 4
""",
    "stacked, tokens to one label": """
input = { shape = [6], classes = 7 }
loss = "token_cross_entropy"

[[layers]]
formula = "embedding"
units = 4

[[layers]]
formula = "lstm"
units = 5

[[layers]]
formula = "lstm"
units = 3

[[layers]]
formula = "last"

[[layers]]
formula = "dense"
units = 2
""",
    "tokens to tokens": """
input = { shape = [6], classes = 7 }
loss = "token_cross_entropy"

[[layers]]
formula = "embedding"
units = 4

[[layers]]
formula = "gru"
units = 5

[[layers]]
formula = "dense"
units = 7
""",
    "both directions": """
input = [5, 3]
loss = "squared_error"

[[layers]]
formula = "gru"
units = 4
name = "a"

[[layers]]
formula = "gru_backward"
units = 2
name = "b"
inputs = ["input"]

[[layers]]
formula = "concatenate"
inputs = ["a", "b"]

[[layers]]
formula = "dense"
units = 3
""",
    "batch normalisation": """
input = 3
loss = "cross_entropy_with_logits"

[[layers]]
formula = "dense"
units = 4

[[layers]]
formula = "batch_norm"

[[layers]]
formula = "dense"
units = 2
""",
    "dropout": """
input = 3
loss = "cross_entropy_with_logits"

[[layers]]
formula = "dense"
units = 4

[[layers]]
formula = "dropout"

[[layers]]
formula = "dense"
units = 2
""",
    "two inputs and two losses": """
outputs = ["a", "b"]

[inputs]
left = 3
right = 4

[[layers]]
formula = "dense"
units = 5
inputs = ["left"]
name = "l"

[[layers]]
formula = "dense"
units = 5
inputs = ["right"]
name = "r"

[[layers]]
formula = "add"
inputs = ["l", "r"]
name = "s"

[[layers]]
formula = "dense"
units = 2
inputs = ["s"]
name = "a"

[[layers]]
formula = "dense"
units = 3
inputs = ["s"]
name = "b"

[[losses]]
formula = "squared_error"
inputs = ["a", "t1"]

[[losses]]
formula = "cross_entropy_with_logits"
inputs = ["b", "t2"]
weight = 0.5
""",
    "without a target": """
input = 6

[[layers]]
formula = "dense"
units = 2

[[layers]]
formula = "dense"
units = 6
name = "out"

[[losses]]
formula = "squared_error"
inputs = ["out", "input"]
""",
    "an image": """
input = [1, 7, 8]
loss = "token_cross_entropy"

[[layers]]
formula = "conv2d"
channels = 3
kernel = 3

[[layers]]
formula = "relu"

[[layers]]
formula = "flatten"

[[layers]]
formula = "dense"
units = 4
""",
}
