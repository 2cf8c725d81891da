"""An ordinary Flask application, which knows nothing of OpenTelemetry and of the sandbox."""
from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/items/<item>")
def item(item):
    return jsonify(id=item)
