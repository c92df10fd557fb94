BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE bad_order (
	store VARCHAR NOT NULL, 
	ref VARCHAR NOT NULL, 
	number VARCHAR NOT NULL, 
	problem TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_bad_order PRIMARY KEY (store, ref)
);
CREATE TABLE bench (
	name VARCHAR NOT NULL, 
	session INTEGER, 
	operator VARCHAR NOT NULL, 
	last_gross_mg BIGINT, 
	CONSTRAINT pk_bench PRIMARY KEY (name)
);
INSERT INTO "bench" VALUES('Bench 1',6,'OP-ANA',960000);
CREATE TABLE carton (
	uid VARCHAR NOT NULL, 
	session INTEGER NOT NULL, 
	order_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	shipment INTEGER, 
	gross_mg BIGINT, 
	weight_verdict VARCHAR NOT NULL, 
	override_by VARCHAR NOT NULL, 
	carrier VARCHAR NOT NULL, 
	tracking VARCHAR NOT NULL, 
	tracking_url TEXT NOT NULL, 
	scan_back TEXT NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	checked BOOLEAN NOT NULL, 
	operator VARCHAR NOT NULL, 
	bench VARCHAR NOT NULL, 
	opened_at BIGINT NOT NULL, 
	confirmed_at BIGINT, 
	CONSTRAINT pk_carton PRIMARY KEY (uid), 
	CONSTRAINT fk_carton_order_id FOREIGN KEY(order_id) REFERENCES orders (id), 
	CONSTRAINT fk_carton_session FOREIGN KEY(session) REFERENCES session (id)
);
INSERT INTO "carton" VALUES('44ec673518fc47ee882205174630cb5c',1,1,1,'M','confirmed',1,400000,'weight.ok','','Own van','HV00000001','https://t.example/1','["HV00000001"]','02163aeb0c1208ab',1,'Ana','Bench 1',1795165204000000,1795165213000000);
INSERT INTO "carton" VALUES('b42c0ba00301418bb9fd1dacf75e9083',1,1,2,'M','confirmed',1,540000,'weight.ok','','Own van','HV00000002','https://t.example/1','["HV00000002"]','02163aeb0c1208ab',1,'Ana','Bench 1',1795165213000000,1795165220000000);
INSERT INTO "carton" VALUES('0695409020f243e6bbc98a48045f2018',2,2,1,'M','confirmed',2,400000,'weight.ok','','Own van','HV00000003','https://t.example/1','["HV00000003"]','f3aba13f046b3cd4',1,'Ana','Bench 1',1795165222000000,1795165237000000);
INSERT INTO "carton" VALUES('96522656bbb34357bea948f3d70a409f',3,3,1,'M','open',NULL,NULL,'','','','','','[]','6adb5efe015fdea4',1,'Ana','Bench 1',1795165239000000,NULL);
INSERT INTO "carton" VALUES('be30f78129c94a53aa4ac052b27bb189',4,4,1,'M','confirmed',3,960000,'weight.ok','','Own van','HV00000004','https://t.example/1','["HV00000004"]','3539e33ec3022ba0',1,'Ana','Bench 1',1795165245000000,1795165259000000);
INSERT INTO "carton" VALUES('52dfa9761b12467d8b468532b138c623',5,5,1,'M','open',NULL,NULL,'','','','','','[]','d7a84d858fed80a5',1,'Ana','Bench 1',1795165261000000,NULL);
INSERT INTO "carton" VALUES('96339da4e957474baf51ecd8e78ac08f',6,6,1,'M','open',NULL,NULL,'','','','','','[]','6191a518277346cc',1,'Ana','Bench 1',1795165265000000,NULL);
CREATE TABLE carton_line (
	carton VARCHAR NOT NULL, 
	line VARCHAR NOT NULL, 
	order_id INTEGER NOT NULL, 
	store VARCHAR NOT NULL, 
	sku VARCHAR NOT NULL, 
	product VARCHAR NOT NULL, 
	quantity INTEGER NOT NULL, 
	CONSTRAINT pk_carton_line PRIMARY KEY (carton, line), 
	CONSTRAINT fk_carton_line_carton FOREIGN KEY(carton) REFERENCES carton (uid)
);
INSERT INTO "carton_line" VALUES('44ec673518fc47ee882205174630cb5c','1',1,'main','TEA','p-TEA',1);
INSERT INTO "carton_line" VALUES('b42c0ba00301418bb9fd1dacf75e9083','2',1,'main','MUG','p-MUG',1);
INSERT INTO "carton_line" VALUES('0695409020f243e6bbc98a48045f2018','1',2,'main','TEA','p-TEA',1);
INSERT INTO "carton_line" VALUES('96522656bbb34357bea948f3d70a409f','1',3,'main','SPOON','p-SPOON',1);
INSERT INTO "carton_line" VALUES('be30f78129c94a53aa4ac052b27bb189','1',4,'main','MUG','p-MUG',2);
INSERT INTO "carton_line" VALUES('96339da4e957474baf51ecd8e78ac08f','1',6,'main','MUG','p-MUG',1);
CREATE TABLE fact (
	session INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	batch INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	operator VARCHAR NOT NULL, 
	bench VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_fact PRIMARY KEY (session, seq), 
	CONSTRAINT fk_fact_session FOREIGN KEY(session) REFERENCES session (id)
);
INSERT INTO "fact" VALUES(1,1,1,'Opened',1,'{"revision":1,"fingerprint":"02163aeb0c1208ab","lines":[["1",1],["2",1]]}','Ana','Bench 1',1795165204000000);
INSERT INTO "fact" VALUES(1,2,1,'CartonOpened',1,'{"carton":"44ec673518fc47ee882205174630cb5c","number":1,"kind":"M"}','Ana','Bench 1',1795165204000000);
INSERT INTO "fact" VALUES(1,3,2,'UnitPacked',1,'{"line":"1","quantity":1,"carton":"44ec673518fc47ee882205174630cb5c","code":"2000000000015","lot":"","expiry":"","serial":""}','Ana','Bench 1',1795165206000000);
INSERT INTO "fact" VALUES(1,4,3,'CartonSealed',1,'{"carton":"44ec673518fc47ee882205174630cb5c"}','Ana','Bench 1',1795165208000000);
INSERT INTO "fact" VALUES(1,5,4,'CartonWeighed',1,'{"carton":"44ec673518fc47ee882205174630cb5c","mg":400000,"verdict":"weight.ok","by":""}','Ana','Bench 1',1795165210000000);
INSERT INTO "fact" VALUES(1,6,4,'LabelWanted',1,'{"carton":"44ec673518fc47ee882205174630cb5c"}','Ana','Bench 1',1795165210000000);
INSERT INTO "fact" VALUES(1,7,5,'LabelReady',1,'{"carton":"44ec673518fc47ee882205174630cb5c","tracking":"HV00000001","scan_back":["HV00000001"],"in_doubt":false}','Ana','Bench 1',1795165211000000);
INSERT INTO "fact" VALUES(1,8,6,'CartonConfirmed',1,'{"carton":"44ec673518fc47ee882205174630cb5c","tracking":"HV00000001"}','Ana','Bench 1',1795165213000000);
INSERT INTO "fact" VALUES(1,9,6,'CartonOpened',1,'{"carton":"b42c0ba00301418bb9fd1dacf75e9083","number":2,"kind":"M"}','Ana','Bench 1',1795165213000000);
INSERT INTO "fact" VALUES(1,10,7,'UnitPacked',1,'{"line":"2","quantity":1,"carton":"b42c0ba00301418bb9fd1dacf75e9083","code":"2000000000022","lot":"","expiry":"","serial":""}','Ana','Bench 1',1795165215000000);
INSERT INTO "fact" VALUES(1,11,7,'CartonSealed',1,'{"carton":"b42c0ba00301418bb9fd1dacf75e9083"}','Ana','Bench 1',1795165215000000);
INSERT INTO "fact" VALUES(1,12,8,'CartonWeighed',1,'{"carton":"b42c0ba00301418bb9fd1dacf75e9083","mg":540000,"verdict":"weight.ok","by":""}','Ana','Bench 1',1795165217000000);
INSERT INTO "fact" VALUES(1,13,8,'LabelWanted',1,'{"carton":"b42c0ba00301418bb9fd1dacf75e9083"}','Ana','Bench 1',1795165217000000);
INSERT INTO "fact" VALUES(1,14,9,'LabelReady',1,'{"carton":"b42c0ba00301418bb9fd1dacf75e9083","tracking":"HV00000002","scan_back":["HV00000002"],"in_doubt":false}','Ana','Bench 1',1795165218000000);
INSERT INTO "fact" VALUES(1,15,10,'CartonConfirmed',1,'{"carton":"b42c0ba00301418bb9fd1dacf75e9083","tracking":"HV00000002"}','Ana','Bench 1',1795165220000000);
INSERT INTO "fact" VALUES(1,16,10,'Closed',1,'{"outcome":"shipped"}','Ana','Bench 1',1795165220000000);
INSERT INTO "fact" VALUES(2,1,1,'Opened',1,'{"revision":1,"fingerprint":"f3aba13f046b3cd4","lines":[["1",2]]}','Ana','Bench 1',1795165222000000);
INSERT INTO "fact" VALUES(2,2,1,'CartonOpened',1,'{"carton":"0695409020f243e6bbc98a48045f2018","number":1,"kind":"M"}','Ana','Bench 1',1795165222000000);
INSERT INTO "fact" VALUES(2,3,2,'UnitPacked',1,'{"line":"1","quantity":1,"carton":"0695409020f243e6bbc98a48045f2018","code":"2000000000015","lot":"","expiry":"","serial":""}','Ana','Bench 1',1795165224000000);
INSERT INTO "fact" VALUES(2,4,3,'Undone',1,'{"batch":2}','Ana','Bench 1',1795165226000000);
INSERT INTO "fact" VALUES(2,5,4,'UnitPacked',1,'{"line":"1","quantity":1,"carton":"0695409020f243e6bbc98a48045f2018","code":"2000000000015","lot":"","expiry":"","serial":""}','Ana','Bench 1',1795165228000000);
INSERT INTO "fact" VALUES(2,6,5,'Asked',1,'{"question":"how_many","subject":"1","choices":[["CMD-0","0"]]}','Ana','Bench 1',1795165230000000);
INSERT INTO "fact" VALUES(2,7,6,'Answered',1,'{"value":"0"}','Ana','Bench 1',1795165232000000);
INSERT INTO "fact" VALUES(2,8,6,'LineShorted',1,'{"line":"1","quantity":1,"counted":0}','Ana','Bench 1',1795165232000000);
INSERT INTO "fact" VALUES(2,9,6,'CartonSealed',1,'{"carton":"0695409020f243e6bbc98a48045f2018"}','Ana','Bench 1',1795165232000000);
INSERT INTO "fact" VALUES(2,10,7,'CartonWeighed',1,'{"carton":"0695409020f243e6bbc98a48045f2018","mg":400000,"verdict":"weight.ok","by":""}','Ana','Bench 1',1795165234000000);
INSERT INTO "fact" VALUES(2,11,7,'LabelWanted',1,'{"carton":"0695409020f243e6bbc98a48045f2018"}','Ana','Bench 1',1795165234000000);
INSERT INTO "fact" VALUES(2,12,8,'LabelReady',1,'{"carton":"0695409020f243e6bbc98a48045f2018","tracking":"HV00000003","scan_back":["HV00000003"],"in_doubt":false}','Ana','Bench 1',1795165235000000);
INSERT INTO "fact" VALUES(2,13,9,'CartonConfirmed',1,'{"carton":"0695409020f243e6bbc98a48045f2018","tracking":"HV00000003"}','Ana','Bench 1',1795165237000000);
INSERT INTO "fact" VALUES(2,14,9,'Closed',1,'{"outcome":"shipped"}','Ana','Bench 1',1795165237000000);
INSERT INTO "fact" VALUES(3,1,1,'Opened',1,'{"revision":1,"fingerprint":"6adb5efe015fdea4","lines":[["1",3]]}','Ana','Bench 1',1795165239000000);
INSERT INTO "fact" VALUES(3,2,1,'CartonOpened',1,'{"carton":"96522656bbb34357bea948f3d70a409f","number":1,"kind":"M"}','Ana','Bench 1',1795165239000000);
INSERT INTO "fact" VALUES(3,3,2,'UnitPacked',1,'{"line":"1","quantity":1,"carton":"96522656bbb34357bea948f3d70a409f","code":"2000000000039","lot":"","expiry":"","serial":""}','Ana','Bench 1',1795165241000000);
INSERT INTO "fact" VALUES(3,4,3,'Parked',1,'{}','Ana','Bench 1',1795165243000000);
INSERT INTO "fact" VALUES(4,1,1,'Opened',1,'{"revision":1,"fingerprint":"3539e33ec3022ba0","lines":[["1",2]]}','Ana','Bench 1',1795165245000000);
INSERT INTO "fact" VALUES(4,2,1,'CartonOpened',1,'{"carton":"be30f78129c94a53aa4ac052b27bb189","number":1,"kind":"M"}','Ana','Bench 1',1795165245000000);
INSERT INTO "fact" VALUES(4,3,2,'UnitPacked',1,'{"line":"1","quantity":1,"carton":"be30f78129c94a53aa4ac052b27bb189","code":"2000000000022","lot":"","expiry":"","serial":""}','Ana','Bench 1',1795165247000000);
INSERT INTO "fact" VALUES(4,4,3,'UnitPacked',1,'{"line":"1","quantity":1,"carton":"be30f78129c94a53aa4ac052b27bb189","code":"2000000000022","lot":"","expiry":"","serial":""}','Ana','Bench 1',1795165249000000);
INSERT INTO "fact" VALUES(4,5,3,'CartonSealed',1,'{"carton":"be30f78129c94a53aa4ac052b27bb189"}','Ana','Bench 1',1795165249000000);
INSERT INTO "fact" VALUES(4,6,4,'CartonWeighed',1,'{"carton":"be30f78129c94a53aa4ac052b27bb189","mg":960000,"verdict":"weight.ok","by":""}','Ana','Bench 1',1795165251000000);
INSERT INTO "fact" VALUES(4,7,4,'LabelWanted',1,'{"carton":"be30f78129c94a53aa4ac052b27bb189"}','Ana','Bench 1',1795165251000000);
INSERT INTO "fact" VALUES(4,8,5,'LabelReady',1,'{"carton":"be30f78129c94a53aa4ac052b27bb189","tracking":"HV00000004","scan_back":["HV00000004"],"in_doubt":false}','Ana','Bench 1',1795165252000000);
INSERT INTO "fact" VALUES(4,9,6,'CartonConfirmed',1,'{"carton":"be30f78129c94a53aa4ac052b27bb189","tracking":"HV00000004"}','Ana','Bench 1',1795165259000000);
INSERT INTO "fact" VALUES(4,10,6,'Closed',1,'{"outcome":"shipped"}','Ana','Bench 1',1795165259000000);
INSERT INTO "fact" VALUES(5,1,1,'Opened',1,'{"revision":1,"fingerprint":"d7a84d858fed80a5","lines":[["1",1]]}','Ana','Bench 1',1795165261000000);
INSERT INTO "fact" VALUES(5,2,1,'CartonOpened',1,'{"carton":"52dfa9761b12467d8b468532b138c623","number":1,"kind":"M"}','Ana','Bench 1',1795165261000000);
INSERT INTO "fact" VALUES(5,3,2,'Parked',1,'{}','Ana','Bench 1',1795165263000000);
INSERT INTO "fact" VALUES(6,1,1,'Opened',1,'{"revision":1,"fingerprint":"6191a518277346cc","lines":[["1",1],["2",1]]}','Ana','Bench 1',1795165265000000);
INSERT INTO "fact" VALUES(6,2,1,'CartonOpened',1,'{"carton":"96339da4e957474baf51ecd8e78ac08f","number":1,"kind":"M"}','Ana','Bench 1',1795165265000000);
INSERT INTO "fact" VALUES(6,3,2,'Asked',1,'{"question":"ambiguous","subject":"2000000000022","choices":[["CMD-1","1"],["CMD-2","2"]]}','Ana','Bench 1',1795165267000000);
INSERT INTO "fact" VALUES(6,4,3,'Answered',1,'{"value":"1"}','Ana','Bench 1',1795165269000000);
INSERT INTO "fact" VALUES(6,5,3,'UnitPacked',1,'{"line":"1","quantity":1,"carton":"96339da4e957474baf51ecd8e78ac08f","code":"2000000000022","lot":"","expiry":"","serial":""}','Ana','Bench 1',1795165269000000);
INSERT INTO "fact" VALUES(6,6,4,'UnitPacked',1,'{"line":"2","quantity":1,"carton":"96339da4e957474baf51ecd8e78ac08f","code":"2000000000022","lot":"","expiry":"","serial":""}','Ana','Bench 1',1795165271000000);
INSERT INTO "fact" VALUES(6,7,4,'CartonSealed',1,'{"carton":"96339da4e957474baf51ecd8e78ac08f"}','Ana','Bench 1',1795165271000000);
INSERT INTO "fact" VALUES(6,8,5,'Undone',1,'{"batch":4}','Ana','Bench 1',1795165273000000);
INSERT INTO "fact" VALUES(6,9,6,'Asked',1,'{"question":"how_many","subject":"2","choices":[["CMD-0","0"]]}','Ana','Bench 1',1795165275000000);
CREATE TABLE label (
	id INTEGER NOT NULL, 
	carton VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	number BIGINT, 
	tracking VARCHAR NOT NULL, 
	file TEXT NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	problem TEXT, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_label PRIMARY KEY (id), 
	CONSTRAINT fk_label_carton FOREIGN KEY(carton) REFERENCES carton (uid)
);
INSERT INTO "label" VALUES(1,'44ec673518fc47ee882205174630cb5c','printed','02163aeb0c1208ab',NULL,'HV00000001','label.pdf','',NULL,1795165210000000);
INSERT INTO "label" VALUES(2,'b42c0ba00301418bb9fd1dacf75e9083','printed','02163aeb0c1208ab',NULL,'HV00000002','label.pdf','',NULL,1795165217000000);
INSERT INTO "label" VALUES(3,'0695409020f243e6bbc98a48045f2018','printed','f3aba13f046b3cd4',NULL,'HV00000003','label.pdf','',NULL,1795165234000000);
INSERT INTO "label" VALUES(4,'be30f78129c94a53aa4ac052b27bb189','printed','3539e33ec3022ba0',NULL,'HV00000004','label.pdf','',NULL,1795165251000000);
CREATE TABLE lease (
	name VARCHAR NOT NULL, 
	holder VARCHAR NOT NULL, 
	token BIGINT NOT NULL, 
	expires BIGINT, 
	CONSTRAINT pk_lease PRIMARY KEY (name)
);
INSERT INTO "lease" VALUES('order:1','',1,NULL);
INSERT INTO "lease" VALUES('order:2','',1,NULL);
INSERT INTO "lease" VALUES('order:3','',1,NULL);
INSERT INTO "lease" VALUES('order:4','',1,NULL);
INSERT INTO "lease" VALUES('order:5','',1,NULL);
INSERT INTO "lease" VALUES('order:6','Bench 1',1,NULL);
CREATE TABLE movement (
	id INTEGER NOT NULL, 
	store VARCHAR NOT NULL, 
	sku VARCHAR NOT NULL, 
	product VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	quantity INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	operator VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_movement PRIMARY KEY (id), 
	CONSTRAINT uq_movement_key UNIQUE ("key")
);
INSERT INTO "movement" VALUES(1,'main','MUG','p-MUG','opening',15,'opening:main:p-MUG','',1795165200000000);
INSERT INTO "movement" VALUES(2,'main','SPOON','p-SPOON','opening',13,'opening:main:p-SPOON','',1795165200000000);
INSERT INTO "movement" VALUES(3,'main','TEA','p-TEA','opening',14,'opening:main:p-TEA','',1795165200000000);
INSERT INTO "movement" VALUES(4,'main','TEA','p-TEA','ship',-1,'ship:44ec673518fc47ee882205174630cb5c:1','Ana',1795165213000000);
INSERT INTO "movement" VALUES(5,'main','MUG','p-MUG','ship',-1,'ship:b42c0ba00301418bb9fd1dacf75e9083:2','Ana',1795165220000000);
INSERT INTO "movement" VALUES(6,'main','TEA','p-TEA','ship',-1,'ship:0695409020f243e6bbc98a48045f2018:1','Ana',1795165237000000);
INSERT INTO "movement" VALUES(7,'main','MUG','p-MUG','ship',-2,'ship:be30f78129c94a53aa4ac052b27bb189:1','Ana',1795165259000000);
CREATE TABLE number_range (
	name VARCHAR NOT NULL, 
	next BIGINT NOT NULL, 
	CONSTRAINT pk_number_range PRIMARY KEY (name)
);
CREATE TABLE operator (
	badge VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	CONSTRAINT pk_operator PRIMARY KEY (badge)
);
INSERT INTO "operator" VALUES('OP-ANA','Ana','packer');
INSERT INTO "operator" VALUES('OP-SAM','Sam','supervisor');
CREATE TABLE order_line (
	order_id INTEGER NOT NULL, 
	ref VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	store VARCHAR NOT NULL, 
	sku VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	product VARCHAR NOT NULL, 
	parent_product VARCHAR NOT NULL, 
	ordered INTEGER NOT NULL, 
	cancelled INTEGER NOT NULL, 
	refunded INTEGER NOT NULL, 
	shipped INTEGER NOT NULL, 
	shipped_here INTEGER NOT NULL, 
	options TEXT NOT NULL, 
	codes TEXT NOT NULL, 
	bundle VARCHAR NOT NULL, 
	ships BOOLEAN, 
	CONSTRAINT pk_order_line PRIMARY KEY (order_id, ref), 
	CONSTRAINT fk_order_line_order_id FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE
);
INSERT INTO "order_line" VALUES(1,'1',0,'main','TEA','The tea','p-TEA','',1,0,0,0,1,'[]','[]','',NULL);
INSERT INTO "order_line" VALUES(1,'2',1,'main','MUG','The mug','p-MUG','',1,0,0,0,1,'[]','[]','',NULL);
INSERT INTO "order_line" VALUES(2,'1',0,'main','TEA','The tea','p-TEA','',2,0,0,0,1,'[]','[]','',NULL);
INSERT INTO "order_line" VALUES(3,'1',0,'main','SPOON','The spoon','p-SPOON','',3,0,0,0,0,'[]','[]','',NULL);
INSERT INTO "order_line" VALUES(4,'1',0,'main','MUG','The mug','p-MUG','',2,0,0,0,2,'[]','[]','',NULL);
INSERT INTO "order_line" VALUES(5,'1',0,'main','TEA','The tea','p-TEA','',1,0,0,0,0,'[]','[]','',NULL);
INSERT INTO "order_line" VALUES(6,'1',0,'main','MUG','The mug','p-MUG','',1,0,0,0,0,'[["Engraving", "A"]]','[]','',NULL);
INSERT INTO "order_line" VALUES(6,'2',1,'main','MUG','The mug','p-MUG','',1,0,0,0,0,'[["Engraving", "B"]]','[]','',NULL);
CREATE TABLE order_revision (
	order_id INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	content_hash VARCHAR NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	mapping_version INTEGER NOT NULL, 
	CONSTRAINT pk_order_revision PRIMARY KEY (order_id, revision), 
	CONSTRAINT fk_order_revision_order_id FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE
);
INSERT INTO "order_revision" VALUES(1,1,'2bbb58c35688e7dfe4f004be','02163aeb0c1208ab',1795165200000000,1);
INSERT INTO "order_revision" VALUES(2,1,'ca19a6fce397830422a48f08','f3aba13f046b3cd4',1795165200000000,1);
INSERT INTO "order_revision" VALUES(3,1,'f2ec071995e08ac7c4795e93','6adb5efe015fdea4',1795165200000000,1);
INSERT INTO "order_revision" VALUES(4,1,'2e5063c3cfdc4abf17e0c375','3539e33ec3022ba0',1795165200000000,1);
INSERT INTO "order_revision" VALUES(5,1,'93fac8c8bea59e05a11c74b5','d7a84d858fed80a5',1795165200000000,1);
INSERT INTO "order_revision" VALUES(6,1,'534671a657d9000e5ebc9c04','6191a518277346cc',1795165200000000,1);
CREATE TABLE orders (
	id INTEGER NOT NULL, 
	store VARCHAR NOT NULL, 
	ref VARCHAR NOT NULL, 
	number VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	native TEXT NOT NULL, 
	currency VARCHAR NOT NULL, 
	total_minor BIGINT, 
	placed_at BIGINT NOT NULL, 
	changed_at BIGINT NOT NULL, 
	checked_at BIGINT NOT NULL, 
	method VARCHAR NOT NULL, 
	method_code VARCHAR NOT NULL, 
	pickup BOOLEAN NOT NULL, 
	country VARCHAR NOT NULL, 
	warnings TEXT NOT NULL, 
	content_hash VARCHAR NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	revision INTEGER NOT NULL, 
	mapping_version INTEGER NOT NULL, 
	open_units INTEGER NOT NULL, 
	local BOOLEAN NOT NULL, 
	hold VARCHAR, 
	hold_by VARCHAR, 
	hold_at BIGINT, 
	bench VARCHAR, 
	ship_by BIGINT, 
	purged BOOLEAN NOT NULL, 
	CONSTRAINT pk_orders PRIMARY KEY (id), 
	CONSTRAINT uq_orders_store_ref UNIQUE (store, ref)
);
INSERT INTO "orders" VALUES(1,'main','9101','101','ready_for_fulfillment','["processing", "paid", ""]','EUR',NULL,1795165200000000,1795165200000000,1795165200000000,'Parcel','flat_rate',0,'PL','[]','2bbb58c35688e7dfe4f004be','02163aeb0c1208ab',1,1,0,1,NULL,NULL,NULL,NULL,NULL,0);
INSERT INTO "orders" VALUES(2,'main','9102','102','ready_for_fulfillment','["processing", "paid", ""]','EUR',NULL,1795165200000000,1795165200000000,1795165200000000,'Parcel','flat_rate',0,'PL','[]','ca19a6fce397830422a48f08','f3aba13f046b3cd4',1,1,1,1,'hold.backorder','Ana',1795165237000000,NULL,NULL,0);
INSERT INTO "orders" VALUES(3,'main','9103','103','ready_for_fulfillment','["processing", "paid", ""]','EUR',NULL,1795165200000000,1795165200000000,1795165200000000,'Parcel','flat_rate',0,'PL','[]','f2ec071995e08ac7c4795e93','6adb5efe015fdea4',1,1,3,1,NULL,NULL,NULL,NULL,NULL,0);
INSERT INTO "orders" VALUES(4,'main','9104','104','ready_for_fulfillment','["processing", "paid", ""]','EUR',NULL,1795165200000000,1795165200000000,1795165200000000,'Parcel','flat_rate',0,'PL','[]','2e5063c3cfdc4abf17e0c375','3539e33ec3022ba0',1,1,0,1,NULL,NULL,NULL,NULL,NULL,0);
INSERT INTO "orders" VALUES(5,'main','9105','105','ready_for_fulfillment','["processing", "paid", ""]','EUR',NULL,1795165200000000,1795165200000000,1795165200000000,'Parcel','flat_rate',0,'PL','[]','93fac8c8bea59e05a11c74b5','d7a84d858fed80a5',1,1,1,1,'hold.operator','Ana',1795165263000000,NULL,NULL,0);
INSERT INTO "orders" VALUES(6,'main','9106','106','ready_for_fulfillment','["processing", "paid", ""]','EUR',NULL,1795165200000000,1795165200000000,1795165200000000,'Parcel','flat_rate',0,'PL','[]','534671a657d9000e5ebc9c04','6191a518277346cc',1,1,2,1,NULL,NULL,NULL,'Bench 1',NULL,0);
CREATE TABLE outbox (
	id INTEGER NOT NULL, 
	store VARCHAR NOT NULL, 
	stream VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	topic VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	order_id INTEGER, 
	bench VARCHAR NOT NULL, 
	body TEXT NOT NULL, 
	state VARCHAR NOT NULL, 
	step VARCHAR NOT NULL, 
	due BIGINT NOT NULL, 
	tries INTEGER NOT NULL, 
	reads INTEGER NOT NULL, 
	allow_repeat BOOLEAN NOT NULL, 
	sent_at BIGINT, 
	token BIGINT NOT NULL, 
	lease_until BIGINT, 
	problem TEXT, 
	created_at BIGINT NOT NULL, 
	done_at BIGINT, 
	CONSTRAINT pk_outbox PRIMARY KEY (id), 
	CONSTRAINT uq_outbox_key UNIQUE ("key"), 
	CONSTRAINT uq_outbox_stream_seq UNIQUE (stream, seq)
);
INSERT INTO "outbox" VALUES(1,'main','order:main:9101',1,'tracking','tracking:eb41a0f777cf42918f9e600a0d858844',1,'Bench 1','{"uid": "eb41a0f777cf42918f9e600a0d858844", "ref": "9101", "parcels": [{"tracking": "HV00000001", "carrier": "Own van", "tracking_url": "https://t.example/1", "lines": [["1", 1]]}, {"tracking": "HV00000002", "carrier": "Own van", "tracking_url": "https://t.example/1", "lines": [["2", 1]]}], "notify": false, "shipped_on": "2026-11-20", "print": {"lines": {"1": ["956f53c363b927e5", 1], "2": ["058f52aaa5bc8e7a", 1]}, "to": "287d79c20a27906e", "method": "e0c551b5487599aa", "notes": "e74c250606cc33d9"}}','in_doubt','status',1795165222000000,1,0,0,1,0,NULL,NULL,1795165220000000,NULL);
INSERT INTO "outbox" VALUES(2,'main','order:main:9101',2,'status','status:eb41a0f777cf42918f9e600a0d858844',1,'Bench 1','{"uid": "eb41a0f777cf42918f9e600a0d858844", "ref": "9101", "print": {"lines": {"1": ["956f53c363b927e5", 1], "2": ["058f52aaa5bc8e7a", 1]}, "to": "287d79c20a27906e", "method": "e0c551b5487599aa", "notes": "e74c250606cc33d9"}}','ready','',1795165222000000,0,0,0,NULL,0,NULL,NULL,1795165220000000,NULL);
INSERT INTO "outbox" VALUES(3,'main','stock:main:p-TEA:',1,'stock','count:2:1:1',2,'Bench 1','{"sku": "TEA", "product": "p-TEA", "parent": "", "stock_ref": "p-TEA", "counted": 0, "packed": 2}','ready','',1795165239000000,0,0,0,NULL,0,NULL,NULL,1795165232000000,NULL);
INSERT INTO "outbox" VALUES(4,'main','order:main:9102',1,'tracking','tracking:2f075da9730e4c3da6dd1b8a2023ec80',2,'Bench 1','{"uid": "2f075da9730e4c3da6dd1b8a2023ec80", "ref": "9102", "parcels": [{"tracking": "HV00000003", "carrier": "Own van", "tracking_url": "https://t.example/1", "lines": [["1", 1]]}], "notify": false, "shipped_on": "2026-11-20", "print": {"lines": {"1": ["956f53c363b927e5", 1]}, "to": "287d79c20a27906e", "method": "e0c551b5487599aa", "notes": "e74c250606cc33d9"}}','ready','',1795165239000000,0,0,0,NULL,0,NULL,NULL,1795165237000000,NULL);
INSERT INTO "outbox" VALUES(5,'main','order:main:9104',1,'tracking','tracking:f813f854f7d84b87a8bdcbc674c741a0',4,'Bench 1','{"uid": "f813f854f7d84b87a8bdcbc674c741a0", "ref": "9104", "parcels": [{"tracking": "HV00000004", "carrier": "Own van", "tracking_url": "https://t.example/1", "lines": [["1", 2]]}], "notify": false, "shipped_on": "2026-11-20", "print": {"lines": {"1": ["058f52aaa5bc8e7a", 2]}, "to": "287d79c20a27906e", "method": "e0c551b5487599aa", "notes": "e74c250606cc33d9"}}','ready','',1795165261000000,0,0,0,NULL,0,NULL,NULL,1795165259000000,NULL);
INSERT INTO "outbox" VALUES(6,'main','order:main:9104',2,'status','status:f813f854f7d84b87a8bdcbc674c741a0',4,'Bench 1','{"uid": "f813f854f7d84b87a8bdcbc674c741a0", "ref": "9104", "print": {"lines": {"1": ["058f52aaa5bc8e7a", 2]}, "to": "287d79c20a27906e", "method": "e0c551b5487599aa", "notes": "e74c250606cc33d9"}}','ready','',1795165261000000,0,0,0,NULL,0,NULL,NULL,1795165259000000,NULL);
CREATE TABLE person_address (
	order_id INTEGER NOT NULL, 
	address TEXT NOT NULL, 
	customer_note TEXT NOT NULL, 
	gift_note TEXT NOT NULL, 
	CONSTRAINT pk_person_address PRIMARY KEY (order_id), 
	CONSTRAINT fk_person_address_order_id FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE
);
INSERT INTO "person_address" VALUES(1,'{"name": "Zofia W\u00f3jcik", "company": "", "street": ["ul. D\u0142uga 7/3"], "city": "Krak\u00f3w", "region": "", "postal_code": "31-146", "country": "PL", "phone": "", "email": ""}','','');
INSERT INTO "person_address" VALUES(2,'{"name": "Zofia W\u00f3jcik", "company": "", "street": ["ul. D\u0142uga 7/3"], "city": "Krak\u00f3w", "region": "", "postal_code": "31-146", "country": "PL", "phone": "", "email": ""}','','');
INSERT INTO "person_address" VALUES(3,'{"name": "Zofia W\u00f3jcik", "company": "", "street": ["ul. D\u0142uga 7/3"], "city": "Krak\u00f3w", "region": "", "postal_code": "31-146", "country": "PL", "phone": "", "email": ""}','','');
INSERT INTO "person_address" VALUES(4,'{"name": "Zofia W\u00f3jcik", "company": "", "street": ["ul. D\u0142uga 7/3"], "city": "Krak\u00f3w", "region": "", "postal_code": "31-146", "country": "PL", "phone": "", "email": ""}','','');
INSERT INTO "person_address" VALUES(5,'{"name": "Zofia W\u00f3jcik", "company": "", "street": ["ul. D\u0142uga 7/3"], "city": "Krak\u00f3w", "region": "", "postal_code": "31-146", "country": "PL", "phone": "", "email": ""}','','');
INSERT INTO "person_address" VALUES(6,'{"name": "Zofia W\u00f3jcik", "company": "", "street": ["ul. D\u0142uga 7/3"], "city": "Krak\u00f3w", "region": "", "postal_code": "31-146", "country": "PL", "phone": "", "email": ""}','','');
CREATE TABLE person_payload (
	order_id INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	payload BLOB NOT NULL, 
	CONSTRAINT pk_person_payload PRIMARY KEY (order_id, revision), 
	CONSTRAINT fk_person_payload_order_id FOREIGN KEY(order_id) REFERENCES orders (id) ON DELETE CASCADE
);
INSERT INTO "person_payload" VALUES(1,1,X'780153B234343054020003C70110');
INSERT INTO "person_payload" VALUES(2,1,X'780153B234343052020003C90111');
INSERT INTO "person_payload" VALUES(3,1,X'780153B234343056020003CB0112');
INSERT INTO "person_payload" VALUES(4,1,X'780153B234343051020003CD0113');
INSERT INTO "person_payload" VALUES(5,1,X'780153B234343055020003CF0114');
INSERT INTO "person_payload" VALUES(6,1,X'780153B234343053020003D10115');
CREATE TABLE print_job (
	id VARCHAR NOT NULL, 
	bench VARCHAR NOT NULL, 
	document VARCHAR NOT NULL, 
	printer VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	file TEXT NOT NULL, 
	target_file TEXT NOT NULL, 
	title VARCHAR NOT NULL, 
	order_id INTEGER, 
	carton VARCHAR, 
	label INTEGER, 
	reason VARCHAR NOT NULL, 
	problem TEXT, 
	created_at BIGINT NOT NULL, 
	done_at BIGINT, 
	CONSTRAINT pk_print_job PRIMARY KEY (id)
);
INSERT INTO "print_job" VALUES('fbc54442569c4e4d846d54f70f0c96f2','Bench 1','packing_slip','','wanted','','','slip-main-101',1,NULL,NULL,'',NULL,1795165204000000,NULL);
INSERT INTO "print_job" VALUES('31af8341a3fb4010a33199190a52b0a5','Bench 1','shipping_label','','printed','label.pdf','','label-1',NULL,'44ec673518fc47ee882205174630cb5c',1,'',NULL,1795165211000000,NULL);
INSERT INTO "print_job" VALUES('0756f0e4ceb943b79657c2934850b5b6','Bench 1','shipping_label','','printed','label.pdf','','label-2',NULL,'b42c0ba00301418bb9fd1dacf75e9083',2,'',NULL,1795165218000000,NULL);
INSERT INTO "print_job" VALUES('586c9924bda743e48f0677f5c446b7f2','Bench 1','packing_slip','','wanted','','','slip-main-102',2,NULL,NULL,'',NULL,1795165222000000,NULL);
INSERT INTO "print_job" VALUES('cdb68249cfb54f788fbf5a7dff44b62f','Bench 1','shipping_label','','printed','label.pdf','','label-1',NULL,'0695409020f243e6bbc98a48045f2018',3,'',NULL,1795165235000000,NULL);
INSERT INTO "print_job" VALUES('eb08dc0d0d40453581deae08ec108de9','Bench 1','packing_slip','','wanted','','','slip-main-103',3,NULL,NULL,'',NULL,1795165239000000,NULL);
INSERT INTO "print_job" VALUES('4a07c4d46a9345e5a96aed160a978974','Bench 1','packing_slip','','wanted','','','slip-main-104',4,NULL,NULL,'',NULL,1795165245000000,NULL);
INSERT INTO "print_job" VALUES('e92f1d076eed4cf190658c254b46dd54','Bench 1','shipping_label','','printed','label.pdf','','label-1',NULL,'be30f78129c94a53aa4ac052b27bb189',4,'',NULL,1795165252000000,NULL);
INSERT INTO "print_job" VALUES('1369b936a49a48fe9f44fe3d4ab9b3f9','Bench 1','packing_slip','','wanted','','','slip-main-105',5,NULL,NULL,'',NULL,1795165261000000,NULL);
INSERT INTO "print_job" VALUES('37adcb64a2ce458e94785be1d95c6361','Bench 1','packing_slip','','wanted','','','slip-main-106',6,NULL,NULL,'',NULL,1795165265000000,NULL);
CREATE TABLE product (
	store VARCHAR NOT NULL, 
	ref VARCHAR NOT NULL, 
	parent VARCHAR NOT NULL, 
	sku VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	mass_mg BIGINT, 
	image_url TEXT NOT NULL, 
	image_file TEXT NOT NULL, 
	image_due BOOLEAN NOT NULL, 
	ships BOOLEAN NOT NULL, 
	stock_ref VARCHAR NOT NULL, 
	stock INTEGER, 
	bin VARCHAR NOT NULL, 
	gone BOOLEAN NOT NULL, 
	fetched_at BIGINT NOT NULL, 
	CONSTRAINT pk_product PRIMARY KEY (store, ref)
);
INSERT INTO "product" VALUES('main','p-MUG','','MUG','MUG',420000,'','',0,1,'p-MUG',10,'',0,1795165200000000);
INSERT INTO "product" VALUES('main','p-SPOON','','SPOON','SPOON',40000,'','',0,1,'p-SPOON',10,'',0,1795165200000000);
INSERT INTO "product" VALUES('main','p-TEA','','TEA','TEA',280000,'','',0,1,'p-TEA',10,'',0,1795165200000000);
CREATE TABLE product_code (
	store VARCHAR NOT NULL, 
	ref VARCHAR NOT NULL, 
	comparable VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	quantity INTEGER NOT NULL, 
	CONSTRAINT pk_product_code PRIMARY KEY (store, ref, comparable)
);
INSERT INTO "product_code" VALUES('main','p-MUG','gtin:02000000000022','2000000000022',1);
INSERT INTO "product_code" VALUES('main','p-MUG','text:MUG','MUG',1);
INSERT INTO "product_code" VALUES('main','p-SPOON','gtin:02000000000039','2000000000039',1);
INSERT INTO "product_code" VALUES('main','p-SPOON','text:SPOON','SPOON',1);
INSERT INTO "product_code" VALUES('main','p-TEA','gtin:02000000000015','2000000000015',1);
INSERT INTO "product_code" VALUES('main','p-TEA','text:TEA','TEA',1);
CREATE TABLE scan (
	id INTEGER NOT NULL, 
	session INTEGER, 
	bench VARCHAR NOT NULL, 
	device VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	code VARCHAR NOT NULL, 
	ok BOOLEAN NOT NULL, 
	operator VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	CONSTRAINT pk_scan PRIMARY KEY (id)
);
INSERT INTO "scan" VALUES(1,NULL,'Bench 1','scanner','OP-ANA','operator.signed_in',1,'Ana',1795165202000000);
INSERT INTO "scan" VALUES(2,1,'Bench 1','scanner','101','order.opened',1,'Ana',1795165204000000);
INSERT INTO "scan" VALUES(3,1,'Bench 1','scanner','2000000000015','pack.line_complete',1,'Ana',1795165206000000);
INSERT INTO "scan" VALUES(4,1,'Bench 1','scanner','CMD-NEXT-CARTON','pack.carton_sealed',1,'Ana',1795165208000000);
INSERT INTO "scan" VALUES(5,1,'Bench 1','scanner','HV00000001','ship.carton_confirmed',1,'Ana',1795165213000000);
INSERT INTO "scan" VALUES(6,1,'Bench 1','scanner','2000000000022','pack.order_complete',1,'Ana',1795165215000000);
INSERT INTO "scan" VALUES(7,NULL,'Bench 1','scanner','HV00000002','ship.done',1,'Ana',1795165220000000);
INSERT INTO "scan" VALUES(8,2,'Bench 1','scanner','102','order.opened',1,'Ana',1795165222000000);
INSERT INTO "scan" VALUES(9,2,'Bench 1','scanner','2000000000015','pack.unit',1,'Ana',1795165224000000);
INSERT INTO "scan" VALUES(10,2,'Bench 1','scanner','CMD-UNDO','undo.unit',1,'Ana',1795165226000000);
INSERT INTO "scan" VALUES(11,2,'Bench 1','scanner','2000000000015','pack.unit',1,'Ana',1795165228000000);
INSERT INTO "scan" VALUES(12,2,'Bench 1','scanner','CMD-SHORT','short.how_many',0,'Ana',1795165230000000);
INSERT INTO "scan" VALUES(13,2,'Bench 1','scanner','CMD-0','short.done',1,'Ana',1795165232000000);
INSERT INTO "scan" VALUES(14,NULL,'Bench 1','scanner','HV00000003','ship.done',1,'Ana',1795165237000000);
INSERT INTO "scan" VALUES(15,3,'Bench 1','scanner','103','order.opened',1,'Ana',1795165239000000);
INSERT INTO "scan" VALUES(16,3,'Bench 1','scanner','2000000000039','pack.unit',1,'Ana',1795165241000000);
INSERT INTO "scan" VALUES(17,NULL,'Bench 1','scanner','CMD-PARK','order.parked',1,'Ana',1795165243000000);
INSERT INTO "scan" VALUES(18,4,'Bench 1','scanner','104','order.opened',1,'Ana',1795165245000000);
INSERT INTO "scan" VALUES(19,4,'Bench 1','scanner','2000000000022','pack.unit',1,'Ana',1795165247000000);
INSERT INTO "scan" VALUES(20,4,'Bench 1','scanner','2000000000022','pack.order_complete',1,'Ana',1795165249000000);
INSERT INTO "scan" VALUES(21,NULL,'Bench 1','scanner','HV00000004','ship.done',1,'Ana',1795165259000000);
INSERT INTO "scan" VALUES(22,5,'Bench 1','scanner','105','order.opened',1,'Ana',1795165261000000);
INSERT INTO "scan" VALUES(23,NULL,'Bench 1','scanner','CMD-HOLD','order.held',1,'Ana',1795165263000000);
INSERT INTO "scan" VALUES(24,6,'Bench 1','scanner','106','order.opened',1,'Ana',1795165265000000);
INSERT INTO "scan" VALUES(25,6,'Bench 1','scanner','2000000000022','scan.ambiguous',0,'Ana',1795165267000000);
INSERT INTO "scan" VALUES(26,6,'Bench 1','scanner','CMD-1','pack.line_complete',1,'Ana',1795165269000000);
INSERT INTO "scan" VALUES(27,6,'Bench 1','scanner','2000000000022','pack.order_complete',1,'Ana',1795165271000000);
INSERT INTO "scan" VALUES(28,6,'Bench 1','scanner','CMD-UNDO','undo.unit',1,'Ana',1795165273000000);
INSERT INTO "scan" VALUES(29,6,'Bench 1','scanner','CMD-SHORT','short.how_many',0,'Ana',1795165275000000);
CREATE TABLE session (
	id INTEGER NOT NULL, 
	order_id INTEGER NOT NULL, 
	bench VARCHAR NOT NULL, 
	token BIGINT NOT NULL, 
	state VARCHAR NOT NULL, 
	opened_at BIGINT NOT NULL, 
	closed_at BIGINT, 
	outcome VARCHAR, 
	CONSTRAINT pk_session PRIMARY KEY (id), 
	CONSTRAINT fk_session_order_id FOREIGN KEY(order_id) REFERENCES orders (id)
);
INSERT INTO "session" VALUES(1,1,'Bench 1',1,'closed',1795165204000000,1795165220000000,'shipped');
INSERT INTO "session" VALUES(2,2,'Bench 1',1,'closed',1795165222000000,1795165237000000,'shipped');
INSERT INTO "session" VALUES(3,3,'Bench 1',1,'parked',1795165239000000,NULL,NULL);
INSERT INTO "session" VALUES(4,4,'Bench 1',1,'closed',1795165245000000,1795165259000000,'shipped');
INSERT INTO "session" VALUES(5,5,'Bench 1',1,'parked',1795165261000000,NULL,NULL);
INSERT INTO "session" VALUES(6,6,'Bench 1',1,'open',1795165265000000,NULL,NULL);
CREATE TABLE shipment (
	id INTEGER NOT NULL, 
	order_id INTEGER NOT NULL, 
	uid VARCHAR NOT NULL, 
	completed_at BIGINT, 
	complete_order BOOLEAN NOT NULL, 
	CONSTRAINT pk_shipment PRIMARY KEY (id), 
	CONSTRAINT fk_shipment_order_id FOREIGN KEY(order_id) REFERENCES orders (id), 
	CONSTRAINT uq_shipment_uid UNIQUE (uid)
);
INSERT INTO "shipment" VALUES(1,1,'eb41a0f777cf42918f9e600a0d858844',1795165220000000,1);
INSERT INTO "shipment" VALUES(2,2,'2f075da9730e4c3da6dd1b8a2023ec80',1795165237000000,0);
INSERT INTO "shipment" VALUES(3,4,'f813f854f7d84b87a8bdcbc674c741a0',1795165259000000,1);
CREATE TABLE store_state (
	store VARCHAR NOT NULL, 
	watermark BIGINT, 
	last_success BIGINT, 
	first_import_done BOOLEAN NOT NULL, 
	signed_out VARCHAR, 
	CONSTRAINT pk_store_state PRIMARY KEY (store)
);
CREATE INDEX ix_movement_product ON movement (store, product);
CREATE INDEX ix_orders_number ON orders (number);
CREATE INDEX ix_orders_placed ON orders (placed_at);
CREATE INDEX ix_orders_queue ON orders (state, local, hold, placed_at);
CREATE INDEX ix_orders_ship_by ON orders (ship_by, placed_at);
CREATE INDEX ix_outbox_due ON outbox (store, state, due);
CREATE INDEX ix_print_job_state ON print_job (state);
CREATE INDEX ix_product_sku ON product (sku);
CREATE INDEX ix_product_code_comparable ON product_code (comparable);
CREATE INDEX ix_scan_session ON scan (session);
CREATE INDEX ix_order_line_product ON order_line (store, product);
CREATE INDEX ix_order_line_sku ON order_line (sku);
CREATE INDEX ix_session_order ON session (order_id, state);
CREATE INDEX ix_shipment_order ON shipment (order_id);
CREATE INDEX ix_carton_confirmed ON carton (confirmed_at);
CREATE INDEX ix_carton_order ON carton (order_id);
CREATE INDEX ix_carton_tracking ON carton (tracking);
CREATE INDEX ix_carton_line_product ON carton_line (store, product);
CREATE INDEX ix_label_state ON label (state);
COMMIT;