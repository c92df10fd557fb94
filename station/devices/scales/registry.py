"""The protocols a scale may speak, by name."""

from station.devices.contract import ScaleProtocol
from station.devices.scales import aandd, adam, cas, mt_sics, nci, ricelake, st_family, toledo, yaohua
from station.devices.scales.dibal import DIBAL
from station.devices.scales.elzab import ELZAB
from station.devices.scales.fairbanks import FAIRBANKS
from station.devices.scales.hid_pos import HID_POS
from station.devices.scales.kern_de import KERN_DE
from station.devices.scales.ohaus import OHAUS
from station.devices.scales.radwag import RADWAG
from station.devices.scales.sartorius import SBI
from station.devices.scales.sma import SMA
from station.devices.scales.toledo_continuous import TOLEDO_CONTINUOUS
from station.model.problem import StationError

_ALL = (
    mt_sics.MT_SICS,
    mt_sics.KERN_KCP,
    toledo.TOLEDO_8217,
    toledo.WEIGHTRONIX_8213,
    TOLEDO_CONTINUOUS,
    nci.NCI_SCP01,
    nci.NCI_ECR,
    SMA,
    aandd.AND,
    aandd.AND_DP,
    aandd.AND_KF,
    aandd.AND_MT,
    OHAUS,
    cas.CAS_22,
    cas.CAS_ECR,
    st_family.ST_GS,
    st_family.KERN_ST,
    st_family.DINI_ARGEO,
    KERN_DE,
    FAIRBANKS,
    SBI,
    ricelake.RICELAKE_IQ355,
    ricelake.CARDINAL,
    ricelake.CARDINAL_SB400,
    ricelake.WEIGHTRONIX_WI120,
    RADWAG,
    yaohua.XK3190_A12,
    yaohua.XK3190_A26_REVERSED,
    yaohua.XK3190_A26,
    ELZAB,
    DIBAL,
    adam.ADAM_CPWPLUS,
    adam.ADAM_AZEXTRA,
    HID_POS,
)

PROTOCOLS: dict[str, ScaleProtocol] = {protocol.name: protocol for protocol in _ALL}
_NAMES = PROTOCOLS | {alias: protocol for protocol in _ALL for alias in protocol.aliases}


def find(name: str) -> ScaleProtocol:
    """By name or by one of its other names, in any case; StationError device.unknown_protocol."""
    protocol = _NAMES.get(name.lower())
    if protocol is None:
        raise StationError("device.unknown_protocol", given=name, known=", ".join(PROTOCOLS))
    return protocol
