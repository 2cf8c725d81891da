// An ordinary Express application, which knows nothing of OpenTelemetry and of the sandbox.
const express = require('express');

const app = express();
app.use(express.json({ limit: '1mb' }));

app.get('/items/:id', (request, response) => response.json({ id: request.params.id }));
app.post('/uploads', (request, response) => response.status(201).json({ size: JSON.stringify(request.body).length }));

const server = app.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`);
});
