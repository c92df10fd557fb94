"""The protocols a scale may speak, by name. One that no scale here speaks is never loaded."""

from collections.abc import Mapping
from importlib import import_module

from station.devices.contract import ScaleProtocol
from station.model.problem import StationError

# Where each one lives, in the folder of this file.
_HOMES = {
    "mt-sics": ("mt_sics", "MT_SICS"),
    "kern-kcp": ("mt_sics", "KERN_KCP"),
    "toledo-8217": ("toledo", "TOLEDO_8217"),
    "weightronix-8213": ("toledo", "WEIGHTRONIX_8213"),
    "toledo-continuous": ("toledo_continuous", "TOLEDO_CONTINUOUS"),
    "nci-scp01": ("nci", "NCI_SCP01"),
    "nci-ecr": ("nci", "NCI_ECR"),
    "sma": ("sma", "SMA"),
    "and": ("aandd", "AND"),
    "and-dp": ("aandd", "AND_DP"),
    "and-kf": ("aandd", "AND_KF"),
    "and-mt": ("aandd", "AND_MT"),
    "ohaus": ("ohaus", "OHAUS"),
    "cas-22": ("cas", "CAS_22"),
    "cas-ecr": ("cas", "CAS_ECR"),
    "st-gs": ("st_family", "ST_GS"),
    "kern-st": ("st_family", "KERN_ST"),
    "dini-argeo": ("st_family", "DINI_ARGEO"),
    "kern-de": ("kern_de", "KERN_DE"),
    "fairbanks": ("fairbanks", "FAIRBANKS"),
    "sbi": ("sartorius", "SBI"),
    "ricelake-iq355": ("ricelake", "RICELAKE_IQ355"),
    "cardinal": ("ricelake", "CARDINAL"),
    "cardinal-sb400": ("ricelake", "CARDINAL_SB400"),
    "weightronix-wi120": ("ricelake", "WEIGHTRONIX_WI120"),
    "radwag": ("radwag", "RADWAG"),
    "xk3190-a12": ("yaohua", "XK3190_A12"),
    "xk3190-a26-1": ("yaohua", "XK3190_A26_REVERSED"),
    "xk3190-a26-2": ("yaohua", "XK3190_A26"),
    "elzab": ("elzab", "ELZAB"),
    "dibal": ("dibal", "DIBAL"),
    "adam-cpwplus": ("adam", "ADAM_CPWPLUS"),
    "adam-azextra": ("adam", "ADAM_AZEXTRA"),
    "hid-pos": ("hid_pos", "HID_POS"),
}
NAMES = tuple(_HOMES)


def find(name: str) -> ScaleProtocol:
    """By name or by one of its other names, in any case; StationError device.unknown_protocol."""
    wanted = name.lower()
    if wanted in _HOMES:
        return _load(wanted)
    for protocol in every().values():
        if wanted in protocol.aliases:
            return protocol
    raise StationError("device.unknown_protocol", given=name, known=", ".join(NAMES))


def every() -> Mapping[str, ScaleProtocol]:
    """All of them, by name."""
    return {name: _load(name) for name in NAMES}


def _load(name: str) -> ScaleProtocol:
    module, attribute = _HOMES[name]
    protocol: ScaleProtocol = getattr(import_module(f"station.devices.scales.{module}"), attribute)
    return protocol
