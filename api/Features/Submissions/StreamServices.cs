using Microsoft.AspNetCore.Http.Features;

namespace EksGrader.Api.Features.Submissions;

/// <summary>
/// What streams live on. A request keeps all that was resolved for it until it ends, which for a stream is minutes: a thousand of them would each
/// hold a database context that no one asks any more. A stream lives on what the application keeps, and opens a scope for what it reads.
/// </summary>
internal sealed class StreamServices(IServiceProvider application)
{
    /// <summary>Gives back what was resolved for a request, whose services are the application's from here on.</summary>
    /// <returns>The services of the application: those of a scope cannot be resolved from them.</returns>
    public async ValueTask<IServiceProvider> InsteadOfRequestsAsync(HttpContext context)
    {
        if (context.Features.Get<IServiceProvidersFeature>() is IAsyncDisposable own)
            await own.DisposeAsync();
        context.RequestServices = application;
        return application;
    }
}
