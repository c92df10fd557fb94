"""Everything that is asked of Shopify. Source: the schema of its Admin GraphQL API 2026-10.

A request may cost 1000 points: objects are one each, lists as many as are asked for. That is what the sizes
of the inner lists are about; what does not fit is asked for by the `MORE_` documents.
"""

_PAGE = "pageInfo { hasNextPage endCursor }"
_MONEY = "{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"

_LINE = f"""
fragment Line on LineItem {{
  id name title variantTitle sku quantity currentQuantity requiresShipping isGiftCard
  customAttributes {{ key value }}
  originalUnitPriceSet {_MONEY}
  variant {{ id }}
  lineItemGroup {{ id title quantity variantSku }}
}}
"""

_TO_SHIP_LINE = """
fragment ToShipLine on FulfillmentOrderLineItem { id totalQuantity remainingQuantity lineItem { id } }
"""

_TO_SHIP = f"""
fragment ToShip on FulfillmentOrder {{
  id status requestStatus fulfillAt fulfillBy updatedAt
  assignedLocation {{ name location {{ id }} }}
  deliveryMethod {{ methodType }}
  fulfillmentHolds {{ reason reasonNotes }}
  supportedActions {{ action }}
  lineItems(first: 30) {{ {_PAGE} nodes {{ ...ToShipLine }} }}
}}
{_TO_SHIP_LINE}"""

# Which orders changed, oldest change first: the usual order is by the time of processing.
CHANGED_ORDERS = f"""
query ChangedOrders($q: String, $first: Int!, $after: String) {{
  orders(first: $first, after: $after, query: $q, sortKey: UPDATED_AT) {{
    {_PAGE} nodes {{ id name updatedAt test }}
  }}
  ordersCount(query: $q) {{ count precision }}
}}
"""

# A hold or a move of what is to be shipped need not change its order; closed ones are hidden unless asked.
CHANGED_TO_SHIP = f"""
query ChangedFulfillmentOrders($q: String!, $first: Int!, $after: String) {{
  fulfillmentOrders(first: $first, after: $after, query: $q, sortKey: UPDATED_AT, includeClosed: true) {{
    {_PAGE} nodes {{ id updatedAt order {{ id name updatedAt test }} }}
  }}
}}
"""

ORDER = f"""
query Order($id: ID!) {{
  order(id: $id) {{
    id name createdAt updatedAt cancelledAt cancelReason closed test confirmed requiresShipping
    displayFinancialStatus displayFulfillmentStatus email phone note tags sourceName
    presentmentCurrencyCode
    customAttributes {{ key value }}
    currentTotalPriceSet {_MONEY}
    shippingAddress {{
      name firstName lastName company address1 address2 city province provinceCode zip countryCodeV2 phone
    }}
    shippingLines(first: 5) {{ nodes {{ title code source }} }}
    fulfillmentsCount {{ count }}
    lineItems(first: 40) {{ {_PAGE} nodes {{ ...Line }} }}
    fulfillmentOrders(first: 5) {{ {_PAGE} nodes {{ ...ToShip }} }}
  }}
}}
{_LINE}{_TO_SHIP}"""

MORE_LINES = f"""
query OrderLines($id: ID!, $after: String) {{
  order(id: $id) {{ lineItems(first: 80, after: $after) {{ {_PAGE} nodes {{ ...Line }} }} }}
}}
{_LINE}"""

TO_SHIP = f"""
query FulfillmentOrders($id: ID!, $after: String) {{
  order(id: $id) {{ fulfillmentOrders(first: 10, after: $after) {{ {_PAGE} nodes {{ ...ToShip }} }} }}
}}
{_TO_SHIP}"""

MORE_TO_SHIP_LINES = f"""
query FulfillmentOrderLines($id: ID!, $after: String) {{
  fulfillmentOrder(id: $id) {{
    lineItems(first: 200, after: $after) {{ {_PAGE} nodes {{ ...ToShipLine }} }}
  }}
}}
{_TO_SHIP_LINE}"""

SHIPMENTS = f"""
query Fulfillments($id: ID!, $first: Int!, $lines: Int!) {{
  order(id: $id) {{
    fulfillments(first: $first) {{
      id status createdAt totalQuantity
      trackingInfo(first: 3) {{ company number url }}
      fulfillmentLineItems(first: $lines) {{ {_PAGE} nodes {{ quantity lineItem {{ id }} }} }}
    }}
    fulfillmentsCount {{ count }}
  }}
}}
"""

MORE_SHIPPED_LINES = f"""
query FulfillmentLines($id: ID!, $after: String) {{
  fulfillment(id: $id) {{
    fulfillmentLineItems(first: 200, after: $after) {{ {_PAGE} nodes {{ quantity lineItem {{ id }} }} }}
  }}
}}
"""

SHIP = """
mutation Ship($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) {
    fulfillment { id status }
    userErrors { field message }
  }
}
"""

PRODUCTS = """
query Products($ids: [ID!]!, $place: ID!, $here: Boolean!, $keys: [String!], $meta: Boolean!) {
  nodes(ids: $ids) {
    __typename
    ... on ProductVariant {
      id sku displayName title barcode inventoryQuantity
      product { id title featuredMedia { preview { image { url } } } }
      media(first: 1) { nodes { preview { image { url } } } }
      metafields(first: 10, keys: $keys) @include(if: $meta) { nodes { namespace key value } }
      inventoryItem {
        id tracked requiresShipping measurement { weight { unit value } }
        inventoryLevel(locationId: $place) @include(if: $here) {
          isActive quantities(names: ["available"]) { name quantity }
        }
      }
    }
  }
}
"""

STOCK = """
query Stock($id: ID!) {
  productVariant(id: $id) {
    id sku
    inventoryItem {
      id tracked
      inventoryLevels(first: 100) {
        nodes { isActive location { id } quantities(names: ["available"]) { name quantity } }
      }
    }
  }
}
"""

ADJUST = """
mutation AdjustStock($input: InventoryAdjustQuantitiesInput!, $key: String!) {
  inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id referenceDocumentUri changes { name delta quantityAfterChange } }
    userErrors { code field message }
  }
}
"""

LOCATIONS = f"""
query Locations($after: String) {{
  locations(first: 100, after: $after, includeInactive: true) {{ {_PAGE} nodes {{ id name isActive }} }}
}}
"""

SHOP = """
query Shop {
  shop { name myshopifyDomain currencyCode plan { publicDisplayName } }
  currentAppInstallation { accessScopes { handle } }
}
"""
