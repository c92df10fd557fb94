"""The resources a bench meets: their fields in the order the webservice says them, and what it takes.

Sources: recorded exchanges of PrestaShop 8.2.1; its object models (required fields, formats, sizes) and
classes/webservice/WebserviceRequest.php (methods a resource forbids).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_UNSIGNED = re.compile(r"\d{1,10}")
_NUMBER = re.compile(r"-?\d{1,10}")
_DECIMAL = re.compile(r"-?\d+(\.\d+)?")
_TRACKING = re.compile(r"[~:#,%&_=()\[\].? +\-@/a-zA-Z0-9]{1,64}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?")

Check = Callable[[str], bool]


def _all_of(pattern: re.Pattern[str]) -> Check:
    return lambda text: bool(pattern.fullmatch(text))


def _whole(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and -2147483648 <= int(text) <= 2147483647


def _yes_or_no(text: str) -> bool:
    return text in ("0", "1")


@dataclass(frozen=True)
class Resource:
    """`links`: fields that are written with an address of what they name. `computed`: not filterable."""

    node: str
    fields: tuple[str, ...]
    required: tuple[str, ...] = ()
    checks: Mapping[str, Check] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    forbidden: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()
    associations: tuple[str, ...] = ()


def _fields(text: str) -> tuple[str, ...]:
    return ("id", *text.split())


_ORDER = _fields(
    """id_address_delivery id_address_invoice id_cart id_currency id_lang id_customer id_carrier
    current_state module invoice_number invoice_date delivery_number delivery_date valid date_add date_upd
    shipping_number note id_shop_group id_shop secure_key payment recyclable gift gift_message mobile_theme
    total_discounts total_discounts_tax_incl total_discounts_tax_excl total_paid total_paid_tax_incl
    total_paid_tax_excl total_paid_real total_products total_products_wt total_shipping
    total_shipping_tax_incl total_shipping_tax_excl carrier_tax_rate total_wrapping total_wrapping_tax_incl
    total_wrapping_tax_excl round_mode round_type conversion_rate reference"""
)
_DETAIL = _fields(
    """id_order product_id product_attribute_id product_quantity_reinjected group_reduction
    discount_quantity_applied download_hash download_deadline id_order_invoice id_warehouse id_shop
    id_customization product_name product_quantity product_quantity_in_stock product_quantity_return
    product_quantity_refunded product_price reduction_percent reduction_amount reduction_amount_tax_incl
    reduction_amount_tax_excl product_quantity_discount product_ean13 product_isbn product_upc product_mpn
    product_reference product_supplier_reference product_weight tax_computation_method id_tax_rules_group
    ecotax ecotax_tax_rate download_nb unit_price_tax_incl unit_price_tax_excl total_price_tax_incl
    total_price_tax_excl total_shipping_price_tax_excl total_shipping_price_tax_incl
    purchase_supplier_price original_product_price original_wholesale_price total_refunded_tax_excl
    total_refunded_tax_incl"""
)
_ID = _all_of(_UNSIGNED)
_AMOUNT = _all_of(_DECIMAL)
_DAY = _all_of(_DATE)

RESOURCES: Mapping[str, Resource] = {
    "orders": Resource(
        "order",
        _ORDER,
        links={
            "id_address_delivery": "addresses",
            "id_currency": "currencies",
            "id_customer": "customers",
            "id_carrier": "carriers",
            "current_state": "order_states",
        },
        computed=("shipping_number",),
        associations=("order_rows",),
    ),
    "order_details": Resource("order_detail", _DETAIL, links={"id_order": "orders"}),
    "order_states": Resource(
        "order_state", _fields("unremovable delivery hidden send_email logable shipped paid deleted name")
    ),
    "order_carriers": Resource(
        "order_carrier",
        _fields(
            """id_order id_carrier id_order_invoice weight shipping_cost_tax_excl shipping_cost_tax_incl
            tracking_number date_add"""
        ),
        required=("id_order", "id_carrier"),
        checks={
            "id_order": _ID,
            "id_carrier": _ID,
            "id_order_invoice": _ID,
            "weight": _AMOUNT,
            "shipping_cost_tax_excl": _AMOUNT,
            "shipping_cost_tax_incl": _AMOUNT,
            "tracking_number": _all_of(_TRACKING),
            "date_add": _DAY,
        },
        links={"id_order": "orders", "id_carrier": "carriers"},
    ),
    "order_histories": Resource(
        "order_history",
        _fields("id_employee id_order_state id_order date_add"),
        required=("id_order_state", "id_order"),
        checks={"id_order_state": _ID, "id_order": _ID, "id_employee": _ID},
        links={"id_order_state": "order_states", "id_order": "orders"},
    ),
    "addresses": Resource(
        "address",
        _fields(
            """id_customer id_country id_state alias company lastname firstname address1 address2 postcode
            city other phone phone_mobile deleted date_add date_upd"""
        ),
    ),
    "customers": Resource("customer", _fields("lastname firstname email is_guest company passwd")),
    "messages": Resource(
        "message", _fields("id_cart id_order id_employee id_customer message private date_add")
    ),
    "customizations": Resource(
        "customization",
        _fields("id_address_delivery id_cart id_product id_product_attribute quantity in_cart"),
        associations=("customized_data_text_fields", "customized_data_images"),
    ),
    "countries": Resource("country", _fields("iso_code active name")),
    "states": Resource("state", _fields("id_country iso_code name active")),
    "currencies": Resource("currency", _fields("name iso_code conversion_rate deleted active")),
    "carriers": Resource("carrier", _fields("deleted is_module id_reference name active url")),
    "configurations": Resource(
        "configuration", _fields("value name id_shop_group id_shop date_add date_upd")
    ),
    "products": Resource(
        "product",
        _fields("id_default_image type reference weight ean13 isbn upc is_virtual active name"),
        computed=("id_default_image", "type"),
        associations=("images", "combinations", "stock_availables"),
    ),
    "combinations": Resource(
        "combination",
        _fields("id_product ean13 isbn upc reference weight minimal_quantity"),
        associations=("images", "product_option_values"),
    ),
    "stock_availables": Resource(
        "stock_available",
        _fields(
            """id_product id_product_attribute id_shop id_shop_group quantity depends_on_stock out_of_stock
            location"""
        ),
        required=("id_product", "id_product_attribute", "quantity", "depends_on_stock", "out_of_stock"),
        checks={
            "id_product": _ID,
            "id_product_attribute": _ID,
            "quantity": _whole,
            "depends_on_stock": _yes_or_no,
            "out_of_stock": _whole,
        },
        links={"id_product": "products", "id_product_attribute": "combinations", "id_shop": "shops"},
        forbidden=("POST", "DELETE"),
    ),
}
