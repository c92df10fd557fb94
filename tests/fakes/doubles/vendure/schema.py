"""As much of Vendure's Admin API as a packing bench may ask for. Source: its schema 3.7.3."""

from graphql import GraphQLSchema, build_schema

_SDL = """
scalar DateTime
scalar Money
scalar JSON
enum SortOrder { ASC DESC }
enum OrderType { Regular Seller Aggregate }
enum GlobalFlag { TRUE FALSE INHERIT }
interface ErrorResult { errorCode: String! message: String! }

input StringOperators { eq: String notEq: String in: [String!] notIn: [String!] }
input IDOperators { eq: String notEq: String in: [String!] notIn: [String!] }
input BooleanOperators { eq: Boolean }
input DateRange { start: DateTime! end: DateTime! }
input DateOperators { eq: DateTime before: DateTime after: DateTime between: DateRange }
input OrderFilterParameter {
  id: IDOperators updatedAt: DateOperators type: StringOperators code: StringOperators state: StringOperators
  active: BooleanOperators
}
input OrderSortParameter { id: SortOrder createdAt: SortOrder updatedAt: SortOrder code: SortOrder }
input OrderListOptions { skip: Int take: Int sort: OrderSortParameter filter: OrderFilterParameter }
input ProductVariantFilterParameter { id: IDOperators sku: StringOperators }
input ProductVariantListOptions { skip: Int take: Int filter: ProductVariantFilterParameter }
input StockLocationListOptions { skip: Int take: Int }
input OrderLineInput { orderLineId: ID! quantity: Int! }
input ConfigArgInput { name: String! value: String! }
input ConfigurableOperationInput { code: String! arguments: [ConfigArgInput!]! }
input FulfillOrderInput { lines: [OrderLineInput!]! handler: ConfigurableOperationInput! }
input HistoryEntryFilterParameter { type: StringOperators isPublic: BooleanOperators }
input HistoryEntrySortParameter { id: SortOrder createdAt: SortOrder updatedAt: SortOrder }
input HistoryEntryListOptions {
  skip: Int take: Int sort: HistoryEntrySortParameter filter: HistoryEntryFilterParameter
}
input AddNoteToOrderInput { id: ID! note: String! isPublic: Boolean! }
input StockLevelInput { stockLocationId: ID! stockOnHand: Int! }
input UpdateProductVariantInput {
  id: ID! stockOnHand: Int stockLevels: [StockLevelInput!] trackInventory: GlobalFlag
}

type CurrentUserChannel { id: ID! token: String! code: String! permissions: [String!]! }
type CurrentUser { id: ID! identifier: String! channels: [CurrentUserChannel!]! }
type InvalidCredentialsError implements ErrorResult {
  errorCode: String! message: String! authenticationError: String!
}
union NativeAuthenticationResult = CurrentUser | InvalidCredentialsError
type Seller { id: ID! name: String! }
type Channel { id: ID! code: String! token: String! seller: Seller }
type ServerConfig { moneyStrategyPrecision: Int! }
type GlobalSettings { trackInventory: Boolean! serverConfig: ServerConfig! }
type Customer {
  id: ID! firstName: String! lastName: String! emailAddress: String! phoneNumber: String
}
type OrderAddress {
  fullName: String company: String streetLine1: String streetLine2: String city: String province: String
  postalCode: String country: String countryCode: String phoneNumber: String
}
type ShippingMethod { id: ID! code: String! name: String! }
type ShippingLine { id: ID! shippingMethod: ShippingMethod! priceWithTax: Money! }
type StockLocation { id: ID! name: String! }
type StockLevel { stockLocationId: ID! stockOnHand: Int! stockAllocated: Int! }
type Asset { id: ID! preview: String! }
type Product { id: ID! name: String! featuredAsset: Asset }
type ProductVariant {
  id: ID! productId: ID! product: Product! sku: String! name: String! trackInventory: GlobalFlag!
  stockLevels: [StockLevel!]! featuredAsset: Asset %(variant)s
}
type FulfillmentLine { orderLineId: ID! quantity: Int! }
type OrderLine {
  id: ID! quantity: Int! orderPlacedQuantity: Int! unitPriceWithTax: Money! productVariant: ProductVariant!
  fulfillmentLines: [FulfillmentLine!] %(line)s
}
type Refund { id: ID! state: String! total: Money! lines: [FulfillmentLine!]! }
type Payment { id: ID! state: String! method: String! amount: Money! refunds: [Refund!]! }
type Fulfillment {
  id: ID! state: String! method: String! trackingCode: String lines: [FulfillmentLine!]!
  nextStates: [String!]!
}
type HistoryEntry { id: ID! createdAt: DateTime! type: String! isPublic: Boolean! data: JSON! }
type HistoryEntryList { items: [HistoryEntry!]! totalItems: Int! }
type Order {
  id: ID! code: String! state: String! active: Boolean! type: OrderType! createdAt: DateTime!
  updatedAt: DateTime! orderPlacedAt: DateTime currencyCode: String! totalWithTax: Money!
  customer: Customer shippingAddress: OrderAddress shippingLines: [ShippingLine!]! lines: [OrderLine!]!
  payments: [Payment!] fulfillments: [Fulfillment!]
  history(options: HistoryEntryListOptions): HistoryEntryList! %(order)s
}
type OrderList { items: [Order!]! totalItems: Int! }
type ProductVariantList { items: [ProductVariant!]! totalItems: Int! }
type StockLocationList { items: [StockLocation!]! totalItems: Int! }

type EmptyOrderLineSelectionError implements ErrorResult { errorCode: String! message: String! }
type ItemsAlreadyFulfilledError implements ErrorResult { errorCode: String! message: String! }
type InvalidFulfillmentHandlerError implements ErrorResult { errorCode: String! message: String! }
type InsufficientStockOnHandError implements ErrorResult {
  errorCode: String! message: String! productVariantId: ID! productVariantName: String! stockOnHand: Int!
}
type CreateFulfillmentError implements ErrorResult {
  errorCode: String! message: String! fulfillmentHandlerError: String!
}
type FulfillmentStateTransitionError implements ErrorResult {
  errorCode: String! message: String! transitionError: String! fromState: String! toState: String!
}
union AddFulfillmentToOrderResult = Fulfillment | EmptyOrderLineSelectionError | ItemsAlreadyFulfilledError
  | InsufficientStockOnHandError | InvalidFulfillmentHandlerError | FulfillmentStateTransitionError
  | CreateFulfillmentError
union TransitionFulfillmentToStateResult = Fulfillment | FulfillmentStateTransitionError

type Query {
  me: CurrentUser
  activeChannel: Channel!
  globalSettings: GlobalSettings!
  order(id: ID!): Order
  orders(options: OrderListOptions): OrderList!
  productVariant(id: ID!): ProductVariant
  productVariants(options: ProductVariantListOptions): ProductVariantList!
  stockLocations(options: StockLocationListOptions): StockLocationList!
}
type Mutation {
  login(username: String!, password: String!, rememberMe: Boolean): NativeAuthenticationResult!
  addFulfillmentToOrder(input: FulfillOrderInput!): AddFulfillmentToOrderResult!
  transitionFulfillmentToState(id: ID!, state: String!): TransitionFulfillmentToStateResult!
  addNoteToOrder(input: AddNoteToOrderInput!): Order!
  updateProductVariants(input: [UpdateProductVariantInput!]!): [ProductVariant]!
}
"""
# What a shop may add by its configuration.
_OWN = """
type OrderCustomFields { customerNote: String giftMessage: String brand_new_field: String }
type OrderLineCustomFields { engraving: String }
type ProductVariantCustomFields { gtin: String grams: Int }
"""


def schema_of(*, own_fields: bool) -> GraphQLSchema:
    """A shop without own fields has no `customFields` one could look into."""
    names = {"order": "Order", "line": "OrderLine", "variant": "ProductVariant"}
    fields = {
        key: f"customFields: {name}CustomFields" if own_fields else "customFields: JSON"
        for key, name in names.items()
    }
    return build_schema(_SDL % fields + (_OWN if own_fields else ""))
