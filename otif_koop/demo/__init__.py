"""The invented company De Werkplek Kantoormeubelen and its year of orders."""

from otif_koop.demo.article import article_tables
from otif_koop.demo.client_files import client_export
from otif_koop.demo.customers import demo_customers
from otif_koop.demo.order_year import demo_tables, one_more_month
from otif_koop.demo.products import demo_products

__all__ = ["article_tables", "client_export", "demo_customers", "demo_products", "demo_tables", "one_more_month"]
