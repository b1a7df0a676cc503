using System.Text;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Checks.Receipts;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Receipts;

/// <summary>The proof that a cluster was deleted, and the keys that prove it.</summary>
internal static class ReceiptsFeature
{
    /// <summary>Where the public keys are (RFC 8615).</summary>
    public const string KeyPath = "/.well-known/eksgrader-receipt-key";

    private const string KeyType = "application/jwk-set+json";

    public static IServiceCollection AddReceipts(this IServiceCollection services) => services.AddScoped<ReceiptQueries>();

    public static void MapReceipts(this IEndpointRouteBuilder app)
    {
        MapReceipt(app.MapApi());
        MapKeys(app);
    }

    private static void MapReceipt(IEndpointRouteBuilder api) => api.MapGroup("/leases/{id:guid}/receipt").WithTags("Leases")
        .MapGet("", DownloadAsync)
        .Produces(StatusCodes.Status200OK, contentType: ReceiptSignature.MediaType)
        .WithDocs("GetReceipt", "Downloads the proof of deletion", "For its student and those who teach the course. A JWS (RFC 7515, ES256): what 'verify-receipt' reads. 409 while the lease is live; 404 if the cluster was never observed running.")
        .Problems(404, 409);

    /// <summary>Open: anyone who holds a receipt needs them, and they are public.</summary>
    private static void MapKeys(IEndpointRouteBuilder app) => app.MapGroup(KeyPath).WithTags("Leases")
        .MapGet("", KeysAsync)
        .Produces(StatusCodes.Status200OK, contentType: KeyType)
        .WithDocs("GetReceiptKeys", "Tells the public keys of receipts", "Open. A JWK set (RFC 7517): the current signing key first, then every earlier one.");

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> DownloadAsync(
        CurrentUser caller, ReceiptQueries receipts, Guid id, CancellationToken cancellationToken)
    {
        var found = await receipts.FindAsync(caller, new LeaseId(id), cancellationToken);
        return found.IsSuccess
            ? TypedResults.File(Encoding.UTF8.GetBytes(found.Value.Document), ReceiptSignature.MediaType, $"receipt-{id}.json")
            : found.Error.ToProblem();
    }

    private static async Task<ContentHttpResult> KeysAsync(ReceiptQueries receipts, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Content(ReceiptSignature.Publish(await receipts.PublishedAsync(cancellationToken)), KeyType);
    }
}
