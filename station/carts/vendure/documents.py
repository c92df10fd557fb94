"""What is asked of Vendure's Admin API. Source: its schema, 3.5.4 (introspected) and 3.7.3.

A shop's own fields are part of its schema by name: asking for one it lacks is refused with status 400.
"""

import re
from dataclasses import dataclass

from station.carts.settings import StoreSettings, bad_option

_NAME = re.compile(r"[_A-Za-z]\w*")

LOGIN = """mutation ($username: String!, $password: String!) {
  login(username: $username, password: $password) {
    __typename ... on CurrentUser { id } ... on ErrorResult { errorCode message }
  }
}"""

# What anybody known may ask.
CHANNEL = "{ activeChannel { code seller { name } } }"
# An API key is nobody's: it has no `me`.
ME = "{ me { channels { code permissions } } }"
TRIALS = {
    "ReadOrder": "{ orders(options: { take: 1 }) { totalItems } }",
    "ReadCatalog": "{ productVariants(options: { take: 1 }) { totalItems } }",
    "ReadStockLocation": "{ stockLocations(options: { take: 1 }) { totalItems } }",
}

LOCATIONS = "{ stockLocations(options: { take: 1000 }) { items { id name } } }"

_ORDER = """fragment Whole on Order {
  id code state active type createdAt updatedAt orderPlacedAt currencyCode totalWithTax
  customer { firstName lastName emailAddress phoneNumber }
  shippingAddress {
    fullName company streetLine1 streetLine2 city province postalCode countryCode phoneNumber
  }
  shippingLines { shippingMethod { code name } }
  lines { id quantity orderPlacedQuantity unitPriceWithTax productVariant { id productId sku name } %(line)s }
  payments { state amount refunds { state total lines { orderLineId quantity } } }
  fulfillments { id state method trackingCode lines { orderLineId quantity } }
  %(order)s
}"""
_SETTINGS = "globalSettings { trackInventory serverConfig { moneyStrategyPrecision } }"
_LEVELS = "stockLevels { stockLocationId stockOnHand stockAllocated }"

STOCK = f"""query ($id: ID!) {{
  productVariant(id: $id) {{ id sku trackInventory {_LEVELS} }}
  stockLocations(options: {{ take: 2 }}) {{ items {{ id }} }}
  {_SETTINGS}
}}"""

SET_STOCK = f"""mutation ($input: [UpdateProductVariantInput!]!) {{
  updateProductVariants(input: $input) {{ id {_LEVELS} }}
}}"""

FULFILL = """mutation ($input: FulfillOrderInput!) {
  addFulfillmentToOrder(input: $input) {
    __typename ... on Fulfillment { id state } ... on ErrorResult { errorCode message }
    ... on CreateFulfillmentError { fulfillmentHandlerError }
    ... on FulfillmentStateTransitionError { transitionError }
  }
}"""

MOVE = """mutation ($id: ID!, $state: String!) {
  transitionFulfillmentToState(id: $id, state: $state) {
    __typename ... on Fulfillment { id state }
    ... on FulfillmentStateTransitionError { errorCode message transitionError fromState }
  }
}"""

# The newest first: a note that is looked for is one that was written a moment ago.
NOTES = """query ($id: ID!) {
  order(id: $id) {
    history(options: { take: 100, sort: { createdAt: DESC }, filter: { type: { eq: "ORDER_NOTE" } } }) {
      items { data }
    }
  }
}"""

ADD_NOTE = "mutation ($input: AddNoteToOrderInput!) { addNoteToOrder(input: $input) { id } }"


@dataclass(frozen=True, slots=True)
class Documents:
    """Those that name the shop's own fields. Raises `StationError` `settings.bad_option`."""

    orders: str
    order: str
    variants: str

    @classmethod
    def of(cls, store: StoreSettings) -> "Documents":
        order = _own(store, (store.text("note_field"), *store.gift_keys, *store.tag_keys))
        whole = _ORDER % {"order": order, "line": _own(store, store.words("line_fields"))}
        variant = _own(store, (store.text("weight_field"), *store.barcode_keys))
        return cls(
            f"query ($options: OrderListOptions) {{ orders(options: $options)"
            f" {{ totalItems items {{ ...Whole }} }} {_SETTINGS} }} {whole}",
            f"query ($id: ID!) {{ order(id: $id) {{ ...Whole }} {_SETTINGS} }} {whole}",
            f"""query ($options: ProductVariantListOptions) {{
  productVariants(options: $options) {{ items {{
    id productId sku name trackInventory {_LEVELS}
    featuredAsset {{ preview }} product {{ featuredAsset {{ preview }} }} {variant}
  }} }}
  {_SETTINGS}
}}""",
        )


def _own(store: StoreSettings, names: tuple[str, ...]) -> str:
    wanted = tuple(dict.fromkeys(filter(None, names)))
    for name in wanted:
        if not _NAME.fullmatch(name):
            raise bad_option(store, "customFields", name)
    return f"customFields {{ {' '.join(wanted)} }}" if wanted else ""
