"""A Magento 2.4 on loopback: orders, shipments, inventory sources or the one old number, and who may ask."""

from doubles.magento.double import MagentoCloudDouble, MagentoDouble

__all__ = ["MagentoCloudDouble", "MagentoDouble"]
