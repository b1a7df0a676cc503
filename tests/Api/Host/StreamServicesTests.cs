using EksGrader.Api.Features.Submissions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Host;

/// <summary>What a request that lives for minutes lets go of.</summary>
public sealed class StreamServicesTests : IAsyncDisposable
{
    private readonly ServiceProvider application = new ServiceCollection().AddScoped<Held>().AddSingleton<StreamServices>().BuildServiceProvider(validateScopes: true);

    [Fact]
    public async Task RequestsOwn_IsGivenBack_BeforeItEnds()
    {
        var context = Begin();
        var held = context.RequestServices.GetRequiredService<Held>();

        var services = await application.GetRequiredService<StreamServices>().InsteadOfRequestsAsync(context);

        Assert.Equal(1, held.Disposed);
        Assert.Same(services, context.RequestServices);
        Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<Held>());
        await using var scope = services.CreateAsyncScope();
        Assert.NotSame(held, scope.ServiceProvider.GetRequiredService<Held>());
    }

    [Fact]
    public async Task EndOfTheRequest_GivesBackNothingTwice()
    {
        var context = Begin();
        var held = context.RequestServices.GetRequiredService<Held>();
        await application.GetRequiredService<StreamServices>().InsteadOfRequestsAsync(context);

        await ((IAsyncDisposable)context.Features.GetRequiredFeature<IServiceProvidersFeature>()).DisposeAsync();

        Assert.Equal(1, held.Disposed);
        await using var scope = application.CreateAsyncScope(); // the application's own services live on
        Assert.Equal(0, scope.ServiceProvider.GetRequiredService<Held>().Disposed);
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private DefaultHttpContext Begin()
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IServiceProvidersFeature>(new RequestServicesFeature(context, application.GetRequiredService<IServiceScopeFactory>()));
        return context;
    }

    private sealed class Held : IDisposable
    {
        public int Disposed { get; private set; }

        public void Dispose() => Disposed++;
    }
}
