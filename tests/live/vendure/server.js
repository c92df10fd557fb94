// A Vendure as it is installed, in memory and on loopback only, with what a test needs of a merchant's
// configuration: a payment that settles at once, a few fields of the merchant's own, no cached sessions.
// Prints one line of JSON when it answers: {"port", "control"}. The control port takes {"sql", "values"},
// {"keep": true} (remember the database as it is), {"back": true} (back to what was remembered) and
// {"ahead": seconds} (the server's clock goes on at once).
'use strict';

const http = require('node:http');

let ahead = 0;
const RealDate = Date;
globalThis.Date = class extends RealDate {
    constructor(...given) {
        super(...(given.length ? given : [RealDate.now() + ahead]));
    }
    static now() {
        return RealDate.now() + ahead;
    }
};

const {
    DefaultLogger,
    LanguageCode,
    LogLevel,
    PaymentMethodHandler,
    TransactionalConnection,
    bootstrap,
    mergeConfig,
    defaultConfig,
} = require('@vendure/core');

const named = value => [{ languageCode: LanguageCode.en, value }];

const card = new PaymentMethodHandler({
    code: 'card',
    description: named('Settled at once'),
    args: {},
    createPayment: (ctx, order, amount) => ({ amount, state: 'Settled', transactionId: String(Date.now()) }),
    settlePayment: () => ({ success: true }),
    createRefund: () => ({ state: 'Settled', transactionId: String(Date.now()) }),
});

const nothingKept = {
    set: () => undefined,
    get: () => undefined,
    delete: () => undefined,
    clear: () => undefined,
};

// Node has its own idea of the time for this header.
const dated = (request, response, next) => {
    response.setHeader('Date', new Date().toUTCString());
    next();
};

const config = mergeConfig(defaultConfig, {
    apiOptions: {
        port: 0,
        hostname: '127.0.0.1',
        adminApiPath: 'admin-api',
        shopApiPath: 'shop-api',
        middleware: [{ handler: dated, route: '/', beforeListen: true }],
    },
    authOptions: {
        tokenMethod: ['bearer', 'api-key'],
        requireVerification: false,
        superadminCredentials: { identifier: 'superadmin', password: process.env.LIVE_PASSWORD },
        sessionCacheStrategy: nothingKept,
    },
    dbConnectionOptions: { type: 'sqljs', synchronize: true, logging: false },
    logger: new DefaultLogger({ level: LogLevel.Error }),
    paymentOptions: { paymentMethodHandlers: [card] },
    customFields: {
        Order: [
            { name: 'customerNote', type: 'text', nullable: true },
            { name: 'giftMessage', type: 'text', nullable: true },
            { name: 'brand_new_field', type: 'string', nullable: true },
        ],
        OrderLine: [
            { name: 'engraving', type: 'string', nullable: true },
            { name: 'basket', type: 'string', nullable: true },
        ],
        ProductVariant: [
            { name: 'gtin', type: 'string', nullable: true },
            { name: 'grams', type: 'int', nullable: true },
        ],
    },
    plugins: [],
});

async function main() {
    const app = await bootstrap(config);
    const { driver, query } = connectionOf(app);
    let remembered;
    const answer = async asked => {
        if (asked.keep) remembered = driver.export();
        ahead += (asked.ahead ?? 0) * 1000;
        if (asked.back) await driver.load(remembered);
        return asked.sql ? query(asked.sql, asked.values ?? []) : [];
    };
    const control = http.createServer((request, response) => {
        const parts = [];
        request.on('data', part => parts.push(part));
        request.on('end', () => {
            answer(JSON.parse(Buffer.concat(parts).toString()))
                .then(rows => response.writeHead(200).end(JSON.stringify(rows ?? [])))
                .catch(error => response.writeHead(500).end(String(error)));
        });
    });
    control.listen(0, '127.0.0.1', () => {
        const ports = { port: app.getHttpServer().address().port, control: control.address().port };
        process.stdout.write(JSON.stringify(ports) + '\n');
    });
    process.stdin.on('end', () => process.exit(0)).resume(); // whoever started us is gone
}

function connectionOf(app) {
    const source = app.get(TransactionalConnection).rawConnection;
    return { driver: source.driver, query: (sql, values) => source.query(sql, values) };
}

main().catch(error => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
});
