using EksGrader.Api.Auth;
using Microsoft.AspNetCore.Authentication;

namespace EksGrader.Api.Demo;

/// <summary>Leads whoever comes to the demo without having signed in to its page instead of to the form for signing in.</summary>
internal sealed class DemoHome : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(static async (context, next) =>
        {
            if (HttpMethods.IsGet(context.Request.Method) && context.Request.Path == "/" && (await context.AuthenticateAsync(AuthSchemes.Cookie)).Principal is null)
                context.Response.Redirect("/demo" + context.Request.QueryString);
            else
                await next(context);
        });
        next(app);
    };
}
