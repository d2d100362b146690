"""Small networks, each with one layer of the folder, on inputs whose sizes all differ."""

# The input, and the layers.
BRANCHES = (
    '{formula="dense", units=4, name="a"}, '
    '{formula="dense", units=5, name="b", inputs=["input"]}, '
    '{formula="concatenate", inputs=["a","b"]}'
)
SETTINGS = {
    "conv1d": ("[2,9]", '{formula="conv1d", channels=3, kernel=3, stride=2, padding=1}'),
    "conv2d": ("[2,5,6]", '{formula="conv2d", channels=3, kernel=3, padding=1}'),
    "transposed_conv1d": ("[2,5]", '{formula="transposed_conv1d", channels=3, kernel=3, stride=2}'),
    "grouped_conv1d": ("[4,7]", '{formula="grouped_conv1d", channels=6, kernel=3, groups=2}'),
    "depthwise_conv1d": ("[3,7]", '{formula="depthwise_conv1d", kernel=3}'),
    "max_pool1d": (
        "[2,6]",
        '{formula="conv1d", channels=3,kernel=1},{formula="max_pool1d", kernel=2, stride=2}',
    ),
    "average_pool2d": ("[2,4,6]", '{formula="average_pool2d", kernel=2, stride=2}'),
    "layer_norm": ("[3,4]", '{formula="layer_norm"}'),
    "rms_norm": ("[3,4]", '{formula="rms_norm"}'),
    "group_norm": ("[4,5,2]", '{formula="group_norm", groups=2}'),
    "instance_norm": ("[3,4,5]", '{formula="instance_norm"}'),
    "batch_norm": ("4", '{formula="batch_norm"}'),
    "simple_rnn": ("[5,3]", '{formula="simple_rnn", units=4}'),
    "lstm": ("[5,3]", '{formula="lstm", units=4}'),
    "gru": ("[5,3]", '{formula="gru", units=4}'),
    "self_attention": ("[5,4]", '{formula="self_attention", heads=2}'),
    "causal_self_attention": ("[5,4]", '{formula="causal_self_attention", heads=2}'),
    "glu": ("3", '{formula="glu", units=4}'),
    "swiglu": ("3", '{formula="swiglu", units=4}'),
    "highway": ("3", '{formula="highway"}'),
    "maxout": ("3", '{formula="maxout", units=4, pieces=2}'),
    "squeeze_excitation": ("[3,4,5]", '{formula="squeeze_excitation", units=2}'),
    "rbf": ("3", '{formula="rbf", units=4}'),
    "sinusoidal_position": ("[5,4]", '{formula="dense", units=4}, {formula="sinusoidal_position"}'),
    "learned_position": ("[5,4]", '{formula="learned_position"}'),
    "flatten": (
        "[2,3,4]",
        '{formula="conv2d", channels=3, kernel=2}, {formula="flatten"}, {formula="dense", units=5}',
    ),
    "embedding": ("{shape=[5], classes=7}", '{formula="embedding", units=4}'),
    "mixture_of_experts": ("3", '{formula="mixture_of_experts", units=4, experts=2}'),
    "transpose": ("[3,4]", '{formula="dense", units=5}, {formula="transpose"}'),
    "dropout": ("3", '{formula="dense", units=5}, {formula="dropout"}'),
    "global_average_pool1d": (
        "[2,6]",
        '{formula="conv1d", channels=3,kernel=2},{formula="global_average_pool1d"}',
    ),
    "merge": ("[2,3,4]", '{formula="merge"}'),
    "slice": ("6", '{formula="dense", units=6},{formula="slice", start=1, length=3}'),
    "concatenate": (
        "3",
        BRANCHES,
    ),
    "last": ("[5,3]", '{formula="simple_rnn", units=4},{formula="last"},{formula="dense",units=2}'),
    "max_pool2d": (
        "[2,4,6]",
        '{formula="conv2d", channels=3, kernel=1},{formula="max_pool2d", kernel=2, stride=2}',
    ),
}
LAYERS = tuple(SETTINGS)


def network_of(name: str) -> str:
    """The network file of one layer in use."""
    arriving, layers = SETTINGS[name]
    return f'input = {arriving}\nlayers = [{layers}]\nloss = "squared_error"\n'
