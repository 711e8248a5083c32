"""What tests, benchmarks and docs share: servers, clients, a browser."""
